/// What the allocator holds, and memory that processes share.
#ifndef LKB_MEMORY_H
#define LKB_MEMORY_H

#include <malloc.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Bytes in use on the heap of the calling process (glibc), which Swift's C importer does not offer.
static inline size_t lkb_heap_bytes_in_use(void) { return mallinfo2().uordblks; }

/// A file that exists in memory only and ends with its last descriptor, or -1 and `errno`.
///
/// The system call itself: glibc shows the name to _GNU_SOURCE only. 1 is MFD_CLOEXEC.
static inline int lkb_memory_file(const char *name) {
  return (int)syscall(SYS_memfd_create, name, 1U);
}

#endif

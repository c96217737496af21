/// Memory that processes share.
#ifndef LKB_MEMORY_H
#define LKB_MEMORY_H

#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A file that exists in memory only and ends with its last descriptor, or -1 and `errno`.
///
/// The system call itself: glibc shows the name to _GNU_SOURCE only. 1 is MFD_CLOEXEC.
static inline int lkb_memory_file(const char *name) {
  return (int)syscall(SYS_memfd_create, name, 1U);
}

#endif

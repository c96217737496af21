/// What the allocator holds.
#ifndef LKB_MEMORY_H
#define LKB_MEMORY_H

#include <malloc.h>
#include <stddef.h>

/// Bytes in use on the heap of the calling process (glibc), which Swift's C importer does not offer.
static inline size_t lkb_heap_bytes_in_use(void) { return mallinfo2().uordblks; }

#endif

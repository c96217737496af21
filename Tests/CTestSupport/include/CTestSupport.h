/// Counts every request for memory that the process makes: linked into tests only.
#ifndef C_TEST_SUPPORT_H
#define C_TEST_SUPPORT_H

#include <stdint.h>

/// Whether requests are counted; not under a sanitizer, which takes the same symbols for itself.
int lkb_counts_allocations(void);

/// Requests of all threads so far: allocations, also those that were freed again, and mappings.
uint64_t lkb_allocation_count(void);

#endif

/// A hash that is the same in every process and on every machine.
#ifndef LKB_HASH_H
#define LKB_HASH_H

#include <stddef.h>
#include <stdint.h>

/// The hash of no bytes.
static inline uint64_t lkb_fnv1a_seed(void) { return 0xCBF29CE484222325u; }

/// Goes on from `state` over `count` bytes: FNV-1a, 64 bits (Fowler, Noll, Vo).
static inline uint64_t lkb_fnv1a(const void *bytes, size_t count, uint64_t state) {
  const unsigned char *byte = (const unsigned char *)bytes;
  for (size_t i = 0; i < count; i++) state = (state ^ byte[i]) * 0x100000001B3u;
  return state;
}

#endif

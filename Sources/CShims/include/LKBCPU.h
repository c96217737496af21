/// Barriers and what the CPU can do.
#ifndef LKB_CPU_H
#define LKB_CPU_H

#include <cpuid.h>
#include <emmintrin.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

/// Tells the compiler that the bytes behind `pointer` were read and written by somebody unknown.
static inline void lkb_escape(const void *pointer) { __asm__ volatile("" : : "g"(pointer) : "memory"); }

/// The advice value, which the C importer drops because it is hidden behind a feature macro.
static inline int lkb_madv_hugepage(void) {
#ifdef MADV_HUGEPAGE
  return MADV_HUGEPAGE;
#else
  return 14;
#endif
}

/// Evicts `count` bytes at `start` from every cache level (CLFLUSH, fenced).
static inline void lkb_evict(const void *start, size_t count) {
  const char *line = (const char *)start;
  for (size_t i = 0; i < count; i += 64) _mm_clflush(line + i);
  if (count > 0) _mm_clflush(line + count - 1);
  _mm_mfence();
}

/// Extended control register 0: which register state the operating system saves.
static inline uint64_t lkb_xcr0(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
}

/// x86-64 micro-architecture level (2, 3 or 4) that both the CPU and the operating system support.
static inline int lkb_x86_64_level(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 1;
  const unsigned fma = 1u << 12, movbe = 1u << 22, osxsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29;
  const unsigned v3 = fma | movbe | osxsave | avx | f16c;
  if ((c & v3) != v3) return 2;
  if ((lkb_xcr0() & 0x6) != 0x6) return 2;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 2;
  const unsigned bmi1 = 1u << 3, avx2 = 1u << 5, bmi2 = 1u << 8;
  if ((b & (bmi1 | avx2 | bmi2)) != (bmi1 | avx2 | bmi2)) return 2;
  const unsigned f = 1u << 16, dq = 1u << 17, cd = 1u << 28, bw = 1u << 30, vl = 1u << 31;
  const unsigned v4 = f | dq | cd | bw | vl;
  if ((b & v4) != v4) return 3;
  return (lkb_xcr0() & 0xE6) == 0xE6 ? 4 : 3;
}

#endif

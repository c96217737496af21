/// Barriers and what the CPU can do.
#ifndef LKB_CPU_H
#define LKB_CPU_H

#include <stdint.h>

/// Tells the compiler that the bytes behind `pointer` were read and written by somebody unknown.
static inline void lkb_escape(const void *pointer) { __asm__ volatile("" : : "g"(pointer) : "memory"); }

#endif

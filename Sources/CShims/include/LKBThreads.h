/// Waiting: in short loops, and asleep.
#ifndef LKB_THREADS_H
#define LKB_THREADS_H

#include <immintrin.h>
#include <linux/futex.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Tells the CPU that a loop is waiting.
static inline void lkb_pause(void) { _mm_pause(); }

/// The time stamp counter: ticks of a steady clock, some billions a second.
static inline uint64_t lkb_ticks(void) { return __rdtsc(); }

/// Sleeps while `*word` is `expected`, until woken; may return for no reason.
static inline void lkb_futex_wait(const void *word, uint32_t expected) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

/// Wakes every thread that sleeps on `word`.
static inline void lkb_futex_wake_all(const void *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

#endif

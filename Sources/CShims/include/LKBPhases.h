/// Telling how the time of a call divides over its phases.
#ifndef LKB_PHASES_H
#define LKB_PHASES_H

#include <stdint.h>

/// Phases that a clock tells apart.
#define LKB_PHASE_LIMIT 8

/// Ticks of the time-stamp counter per phase, the phase that runs, and when it was entered.
typedef struct {
  uint64_t ticks[LKB_PHASE_LIMIT];
  uint64_t entered;
  int32_t phase;
} lkb_phase_clock;

/// Ends the phase that runs and begins `phase`; does nothing without a clock.
///
/// Some 20 cycles: for marks around thousands of them.
static inline void lkb_enter_phase(lkb_phase_clock *clock, int32_t phase) {
  if (!clock) return;
  const uint64_t now = __builtin_ia32_rdtsc();
  clock->ticks[clock->phase] += now - clock->entered;
  clock->entered = now;
  clock->phase = phase;
}

/// Begins phase 0, counting nothing of what was before.
static inline void lkb_begin_phases(lkb_phase_clock *clock) {
  clock->phase = 0;
  clock->entered = __builtin_ia32_rdtsc();
}

#endif

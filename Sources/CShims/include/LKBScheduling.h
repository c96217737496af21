/// Affinity, per-thread accounting of the operating system, and the floating-point mode.
#ifndef LKB_SCHEDULING_H
#define LKB_SCHEDULING_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Copies the calling thread's CPU mask into `mask`, bit `c % 64` of word `c / 64` for CPU `c`.
///
/// The system call itself and not glibc's wrapper: `CPU_SET` is a macro, and `cpu_set_t` ends at 1024
/// CPUs. Returns the number of bytes the kernel wrote, or the negative `errno` (`-EINVAL` where the
/// kernel's mask is longer than `byte_count`).
static inline long lkb_affinity_get(uint64_t *mask, size_t byte_count) {
  long result = syscall(SYS_sched_getaffinity, 0, byte_count, mask);
  return result < 0 ? -(long)errno : result;
}

/// Lets the calling thread run on the CPUs of `mask` only. Returns 0 or the negative `errno`.
static inline long lkb_affinity_set(const uint64_t *mask, size_t byte_count) {
  long result = syscall(SYS_sched_setaffinity, 0, byte_count, mask);
  return result < 0 ? -(long)errno : 0;
}

/// What the operating system counted for a thread, or for all of a process, since its start.
struct lkb_usage {
  int64_t voluntary_context_switches;
  int64_t involuntary_context_switches;
  int64_t minor_page_faults;
  int64_t major_page_faults;
};

/// Reads the counts that `who` names. Returns 0 or the negative `errno`.
static inline int lkb_usage_get(int who, struct lkb_usage *usage) {
  struct rusage raw;
  if (syscall(SYS_getrusage, who, &raw) != 0) { return -errno; }
  usage->voluntary_context_switches = raw.ru_nvcsw;
  usage->involuntary_context_switches = raw.ru_nivcsw;
  usage->minor_page_faults = raw.ru_minflt;
  usage->major_page_faults = raw.ru_majflt;
  return 0;
}

/// Reads the counts of the calling thread. Returns 0 or the negative `errno`.
static inline int lkb_thread_usage_get(struct lkb_usage *usage) {
  // RUSAGE_THREAD; glibc shows the name to _GNU_SOURCE only.
  return lkb_usage_get(1, usage);
}

/// Reads the counts of all threads of the process. Returns 0 or the negative `errno`.
static inline int lkb_process_usage_get(struct lkb_usage *usage) {
  return lkb_usage_get(RUSAGE_SELF, usage);
}

/// MXCSR bits: results that would be denormal become zero (15), denormal operands count as zero (6).
enum { LKB_MXCSR_FLUSH_TO_ZERO = 1 << 15, LKB_MXCSR_DENORMALS_ARE_ZERO = 1 << 6 };

/// The calling thread's SSE/AVX control and status register.
static inline uint32_t lkb_mxcsr_get(void) {
  uint32_t value;
  __asm__ volatile("stmxcsr %0" : "=m"(value));
  return value;
}

/// Replaces the calling thread's SSE/AVX control and status register.
static inline void lkb_mxcsr_set(uint32_t value) {
  __asm__ volatile("ldmxcsr %0" : : "m"(value) : "memory");
}

/// Has the calling thread take denormals for zero. Returns the register as it was, to be put back.
static inline uint32_t lkb_flush_to_zero(void) {
  const uint32_t before = lkb_mxcsr_get();
  lkb_mxcsr_set(before | LKB_MXCSR_FLUSH_TO_ZERO | LKB_MXCSR_DENORMALS_ARE_ZERO);
  return before;
}

#endif

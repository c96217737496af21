/// Whether perf_event_open counts, without a library that hides its errno.
#ifndef LKB_PERF_H
#define LKB_PERF_H

#include <errno.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Opens an event of the calling thread in user mode and closes it again. Returns 0 or the errno.
///
/// In C, since syscall is variadic and the structure's flags are bit fields.
static inline int lkb_perf_open_errno(uint32_t type, uint64_t config) {
  struct perf_event_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.size = sizeof attributes;
  attributes.type = type;
  attributes.config = config;
  attributes.disabled = 1;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  long descriptor = syscall(__NR_perf_event_open, &attributes, 0, -1, -1, 0);
  if (descriptor < 0) return errno;
  close((int)descriptor);
  return 0;
}

/// The plainest event there is: the task clock, which needs no hardware.
static inline int lkb_perf_software_errno(void) {
  return lkb_perf_open_errno(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK);
}

/// The event that every counting unit has: cycles.
static inline int lkb_perf_hardware_errno(void) {
  return lkb_perf_open_errno(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES);
}

#endif

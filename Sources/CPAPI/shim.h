/// The parts of PAPI that Swift's C importer does not see.
#ifndef LKB_PAPI_SHIM_H
#define LKB_PAPI_SHIM_H

#include <papi.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The header's version: the macro is built by a function-like macro, which is not imported.
static inline int lkb_papi_header_version(void) { return PAPI_VERSION; }

/// The version to ask the library for: a composite macro as well.
static inline int lkb_papi_current_version(void) { return PAPI_VER_CURRENT; }

/// An event set that does not exist yet; a function so that no macro's type has to be guessed.
static inline int lkb_papi_no_event_set(void) { return PAPI_NULL; }

/// Keeps PAPI from reporting on stderr; the level is a macro, and this must precede the initialisation.
static inline int lkb_papi_be_quiet(void) { return PAPI_set_debug(PAPI_QUIET); }

/// The calling thread as a number: pthread_self returns an opaque type for Swift.
static inline unsigned long lkb_papi_thread_number(void) { return (unsigned long)pthread_self(); }

/// Registers the thread numbering: a C function pointer that Swift need not form.
static inline int lkb_papi_register_threads(void) { return PAPI_thread_init(lkb_papi_thread_number); }

/// Outcomes of a PAPI call: macros whose values Swift would import untyped, one by one.
enum lkb_papi_outcome {
  LKB_PAPI_OK,
  LKB_PAPI_NO_SUCH_EVENT,
  LKB_PAPI_PERMISSION,
  LKB_PAPI_UNSUPPORTED,
  LKB_PAPI_CONFLICT,
  LKB_PAPI_NO_DESCRIPTOR,
  LKB_PAPI_SYSTEM,
  LKB_PAPI_DISABLED,
  LKB_PAPI_OTHER
};

/// Classifies a return code; in C, since the codes are macros with a sign and a comment each.
static inline enum lkb_papi_outcome lkb_papi_classify(int code) {
  switch (code) {
  case PAPI_OK: return LKB_PAPI_OK;
  case PAPI_ENOEVNT: return LKB_PAPI_NO_SUCH_EVENT;
  case PAPI_EPERM: return LKB_PAPI_PERMISSION;
  case PAPI_ENOSUPP: case PAPI_ECMP: return LKB_PAPI_UNSUPPORTED;
  case PAPI_EINVAL: case PAPI_ECNFLCT: case PAPI_EMULPASS: return LKB_PAPI_CONFLICT;
  case PAPI_ECOUNT: return LKB_PAPI_NO_DESCRIPTOR;
  case PAPI_ESYS: return LKB_PAPI_SYSTEM;
  case PAPI_ECMP_DISABLED: return LKB_PAPI_DISABLED;
  default: return LKB_PAPI_OTHER;
  }
}

/// Moves the calling thread to two CPUs in turn, if the process may use two, and restores its mask: a
/// known migration. In C by raw system calls, since glibc hides the affinity functions from Swift.
static inline void lkb_visit_another_cpu(void) {
  // 8192 CPUs, the most that x86-64 Linux can be built for; the kernel refuses a smaller mask than its own.
  enum { bytes = 1024 };
  unsigned char saved[bytes], allowed[bytes], one[bytes];
  memset(saved, 0, bytes);
  memset(allowed, 0xff, bytes);
  if (syscall(SYS_sched_getaffinity, 0, (long)bytes, saved) < 0) return;
  // A pinned thread may widen its mask; the kernel reduces it to the CPUs of the process.
  if (syscall(SYS_sched_setaffinity, 0, (long)bytes, allowed) == 0) {
    memset(allowed, 0, bytes);
    if (syscall(SYS_sched_getaffinity, 0, (long)bytes, allowed) > 0) {
      int visits = 0;
      for (int cpu = 0; cpu < bytes * 8 && visits < 2; ++cpu) {
        if (!(allowed[cpu / 8] >> (cpu % 8) & 1)) continue;
        memset(one, 0, bytes);
        one[cpu / 8] = (unsigned char)(1u << (cpu % 8));
        syscall(SYS_sched_setaffinity, 0, (long)bytes, one);
        ++visits;
      }
    }
  }
  syscall(SYS_sched_setaffinity, 0, (long)bytes, saved);
}

#endif

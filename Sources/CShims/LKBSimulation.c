#include "LKBSimulation.h"

#include <gnu/libc-version.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>

__attribute__((noinline)) void lkb_collected_call(void (*body)(void *), void *context) {
  body(context);
  // No tail call: callgrind must see the return.
  __asm__ volatile("" ::: "memory");
}

// Written out, so that every build has the same number of instructions.
__asm__(
    ".text\n"
    ".globl lkb_counted_loop\n"
    ".type lkb_counted_loop, @function\n"
    "lkb_counted_loop:\n"
    "  test %rdi, %rdi\n"
    "  jz 2f\n"
    "1:\n"
    "  dec %rdi\n"
    "  jnz 1b\n"
    "2:\n"
    "  ret\n"
    ".size lkb_counted_loop, . - lkb_counted_loop\n");

/// A request to valgrind, which recognises the rotations; on a CPU they leave everything as it was.
///
/// Interface: "The Client Request mechanism", valgrind manual. `arguments` are the request and five values.
static void request(const uint64_t *arguments) {
  uint64_t result = 0;
  __asm__ volatile(
      "rolq $3, %%rdi\n\trolq $13, %%rdi\n\trolq $61, %%rdi\n\trolq $51, %%rdi\n\t"
      "xchgq %%rbx, %%rbx"
      : "+d"(result)
      : "a"(arguments)
      : "cc", "memory");
}

/// Requests of a tool begin at its two letters.
static const uint64_t callgrind = ((uint64_t)'C' << 24) | ((uint64_t)'T' << 16);

void lkb_start_simulation(void) {
  const uint64_t arguments[6] = {callgrind + 4};
  request(arguments);
}

void lkb_stop_simulation(void) {
  const uint64_t arguments[6] = {callgrind + 5};
  request(arguments);
}

int lkb_fix_addresses(void) {
  const int before = personality(0xffffffff);
  if (before < 0 || personality((unsigned long)before | ADDR_NO_RANDOMIZE) < 0) return -1;
  return before;
}

void lkb_restore_personality(int before) { personality((unsigned long)before); }

void lkb_die_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }

const char *lkb_libc_version(void) { return gnu_get_libc_version(); }

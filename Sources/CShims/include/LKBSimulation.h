/// What simulating a kernel in callgrind needs: a symbol to collect below, and work of a known length.
#ifndef LKB_SIMULATION_H
#define LKB_SIMULATION_H

#include <stddef.h>
#include <stdint.h>

/// Calls `body` with `context`. Never inlined: `--toggle-collect=lkb_collected_call` counts what it runs.
void lkb_collected_call(void (*body)(void *), void *context);

/// Executes 2 · `steps` + 3 instructions, of them `steps` + 1 conditional branches.
void lkb_counted_loop(uint64_t steps);

/// Tells callgrind, where it listens, to begin or to end simulating; otherwise does nothing.
void lkb_start_simulation(void);
void lkb_stop_simulation(void);

/// Lets programs started from now on find their memory at the same addresses each time; what
/// `lkb_restore_personality` takes back. Negative where the system refuses.
int lkb_fix_addresses(void);
void lkb_restore_personality(int personality);

/// Has the system kill this process when its parent ends.
void lkb_die_with_parent(void);

/// Version of the C library, such as "2.36".
const char *lkb_libc_version(void);

/// The demangler of the Swift runtime: a text to be freed, or NULL for what is no Swift symbol.
char *swift_demangle(const char *name, size_t length, char *buffer, size_t *size, uint32_t flags);

#endif

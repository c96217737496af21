/// Loops of known work, to check hardware counters with.
///
/// Written as machine code, so that every build executes exactly these instructions. `n` is at least 1. "Once" is
/// what a call executes beside its iterations; the return is 1 instruction, 1 taken branch and 1 load (of the
/// return address).
#ifndef LKB_KNOWN_LOOPS_H
#define LKB_KNOWN_LOOPS_H

#include <stdint.h>

/// Per iteration 10 instructions, 1 branch, and a chain of 8 multiplications that wait for each other.
///
/// Once: 1 instruction and the return; the last branch is not taken.
void lkb_known_chain(uint64_t n);

/// Per iteration 7 instructions, 4 branches: 2 conditional ones that are never taken, a jump, and the loop's own.
///
/// Once: 1 instruction and the return; the last branch is not taken.
void lkb_known_branches(uint64_t n);

/// Per iteration 5 instructions, 2 branches, and 1 more instruction where the first branch is not taken.
///
/// It is taken where the highest bit of state · 6364136223846793005 + 1442695040888963407 is set, which is the
/// state of the next iteration (Knuth's MMIX generator): no predictor does better than guessing. `seed` is the
/// first state. Once: 3 instructions and the return; the last branch is not taken.
void lkb_known_guesses(uint64_t n, uint64_t seed);

/// Per iteration 18 instructions, 1 branch, 12 loads (by additions) and 4 stores, of 8 bytes each.
///
/// `buffer` holds 128 bytes, is read in its first 96 and written in its last 32. Once: 1 instruction and the
/// return; the last branch is not taken.
void lkb_known_accesses(uint64_t n, void *buffer);

/// Per iteration 3 instructions, 1 branch, 1 load: of the address of the next load.
///
/// `first` points to a pointer to a pointer, and so on. Once: 1 instruction and the return; the last branch is
/// not taken.
void lkb_known_walk(uint64_t n, const void *first);

/// Per iteration 14 instructions, 1 branch, 12 FLOPs: 6 multiplications and 6 additions on one lane (SSE).
///
/// Once: 10 instructions and the return; the last branch is not taken.
void lkb_known_flops_scalar(uint64_t n);

/// Per iteration 14 instructions, 1 branch, 48 FLOPs: as the scalar loop, on 4 lanes (SSE).
///
/// Once: 12 instructions and the return; the last branch is not taken.
void lkb_known_flops_128(uint64_t n);

/// Per iteration 14 instructions, 1 branch, 192 FLOPs: 12 multiply-adds on 8 lanes (AVX2 and FMA).
///
/// Once: 19 instructions and the return; the last branch is not taken.
void lkb_known_flops_256(uint64_t n);

/// Per iteration 14 instructions, 1 branch, 384 FLOPs: 12 multiply-adds on 16 lanes (AVX-512F).
///
/// Once: 19 instructions and the return; the last branch is not taken.
void lkb_known_flops_512(uint64_t n);

#endif

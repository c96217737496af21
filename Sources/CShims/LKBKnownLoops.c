#include "LKBKnownLoops.h"

// What each loop executes is declared in the header; a test has valgrind count it.

// clang-format off
#define FUNCTION(name, body)                        \
  __asm__(".text\n"                                 \
          ".p2align 6\n"                            \
          ".globl " name "\n"                       \
          ".type " name ", @function\n"             \
          name ":\n"                                \
          body                                      \
          "  ret\n"                                 \
          ".size " name ", . - " name "\n")

// The two instructions that end an iteration.
#define AGAIN "  dec %rdi\n  jnz 1b\n"

// Simulators take a jump to a function's first instruction for a call.
#define FIRST "  xor %eax, %eax\n"

FUNCTION("lkb_known_chain",
  "  mov $3, %eax\n"
  "1:\n"
  "  imul %rax, %rax\n  imul %rax, %rax\n  imul %rax, %rax\n  imul %rax, %rax\n"
  "  imul %rax, %rax\n  imul %rax, %rax\n  imul %rax, %rax\n  imul %rax, %rax\n"
  AGAIN);

FUNCTION("lkb_known_branches",
  FIRST
  "1:\n"
  "  test %rdi, %rdi\n"
  "  jz 3f\n"
  "  jmp 2f\n"
  "  nop\n"
  "2:\n"
  "  test %rdi, %rdi\n"
  "  jz 3f\n"
  AGAIN
  "3:\n");

FUNCTION("lkb_known_guesses",
  "  movabs $6364136223846793005, %rcx\n"
  "  movabs $1442695040888963407, %rdx\n"
  "  xor %eax, %eax\n"
  "1:\n"
  "  imul %rcx, %rsi\n"
  "  add %rdx, %rsi\n"
  "  js 2f\n"
  "  lea 1(%rax), %rax\n"
  "2:\n"
  AGAIN);

// What is loaded is added up: simulators leave out loads whose result nobody uses.
FUNCTION("lkb_known_accesses",
  FIRST
  "1:\n"
  "  add (%rsi), %rax\n    add 8(%rsi), %rcx\n   add 16(%rsi), %rdx\n  mov %rax, 96(%rsi)\n"
  "  add 24(%rsi), %rax\n  add 32(%rsi), %rcx\n  add 40(%rsi), %rdx\n  mov %rcx, 104(%rsi)\n"
  "  add 48(%rsi), %rax\n  add 56(%rsi), %rcx\n  add 64(%rsi), %rdx\n  mov %rdx, 112(%rsi)\n"
  "  add 72(%rsi), %rax\n  add 80(%rsi), %rcx\n  add 88(%rsi), %rdx\n  mov %rax, 120(%rsi)\n"
  AGAIN);

FUNCTION("lkb_known_walk",
  FIRST
  "1:\n"
  "  mov (%rsi), %rsi\n"
  AGAIN);

// x becomes x/2 + 1, which tends to 2: no overflow, no denormal number, whatever the length.
#define HALF_AND_ONE(half, one)                       \
  "  mov $0x3f000000, %eax\n  " half "\n"             \
  "  mov $0x3f800000, %eax\n  " one "\n"

#define MULTIPLY_THEN_ADD(width, x)                   \
  "  mul" width " %xmm14, %xmm" x "\n"                \
  "  add" width " %xmm15, %xmm" x "\n"

#define SIX_MULTIPLICATIONS_AND_ADDITIONS(width)                                                     \
  MULTIPLY_THEN_ADD(width, "0") MULTIPLY_THEN_ADD(width, "1") MULTIPLY_THEN_ADD(width, "2")          \
  MULTIPLY_THEN_ADD(width, "3") MULTIPLY_THEN_ADD(width, "4") MULTIPLY_THEN_ADD(width, "5")

#define CLEAR_SIX                                                                                    \
  "  xorps %xmm0, %xmm0\n  xorps %xmm1, %xmm1\n  xorps %xmm2, %xmm2\n"                               \
  "  xorps %xmm3, %xmm3\n  xorps %xmm4, %xmm4\n  xorps %xmm5, %xmm5\n"

FUNCTION("lkb_known_flops_scalar",
  HALF_AND_ONE("movd %eax, %xmm14", "movd %eax, %xmm15")
  CLEAR_SIX
  "1:\n"
  SIX_MULTIPLICATIONS_AND_ADDITIONS("ss")
  AGAIN);

FUNCTION("lkb_known_flops_128",
  HALF_AND_ONE("movd %eax, %xmm14", "movd %eax, %xmm15")
  "  shufps $0, %xmm14, %xmm14\n  shufps $0, %xmm15, %xmm15\n"
  CLEAR_SIX
  "1:\n"
  SIX_MULTIPLICATIONS_AND_ADDITIONS("ps")
  AGAIN);

#define FUSED(r, x) "  vfmadd213ps %" r "15, %" r "14, %" r x "\n"
#define CLEAR(x) "  vxorps %xmm" x ", %xmm" x ", %xmm" x "\n"

// Clearing the low part of a register clears all of it.
#define TWELVE_MULTIPLY_ADDS(r)                                                                       \
  HALF_AND_ONE("vmovd %eax, %xmm14", "vmovd %eax, %xmm15")                                            \
  "  vbroadcastss %xmm14, %" r "14\n  vbroadcastss %xmm15, %" r "15\n"                                \
  CLEAR("0") CLEAR("1") CLEAR("2") CLEAR("3") CLEAR("4") CLEAR("5")                                   \
  CLEAR("6") CLEAR("7") CLEAR("8") CLEAR("9") CLEAR("10") CLEAR("11")                                 \
  "1:\n"                                                                                              \
  FUSED(r, "0") FUSED(r, "1") FUSED(r, "2") FUSED(r, "3") FUSED(r, "4") FUSED(r, "5")                 \
  FUSED(r, "6") FUSED(r, "7") FUSED(r, "8") FUSED(r, "9") FUSED(r, "10") FUSED(r, "11")               \
  AGAIN                                                                                               \
  "  vzeroupper\n"

FUNCTION("lkb_known_flops_256", TWELVE_MULTIPLY_ADDS("ymm"));
FUNCTION("lkb_known_flops_512", TWELVE_MULTIPLY_ADDS("zmm"));
// clang-format on

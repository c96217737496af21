import Testing

@testable import BenchCounters

@Suite("Instructions")
struct InstructionTests {
  static func instruction(_ text: String) -> Instruction { Instruction(address: 0, text: text) }

  @Test(
    "every instruction has one class",
    arguments: [
      ("vfmadd231ps %ymm1,%ymm0,%ymm2", InstructionClass.packedFMA, 16),
      ("vfmadd231ps 0x40(%rax,%rcx,4),%zmm1,%zmm0", .packedFMA, 32),
      ("vfnmadd213ps %xmm1,%xmm2,%xmm3", .packedFMA, 8),
      ("vfmadd213pd %ymm1,%ymm2,%ymm3", .packedFMA, 8),
      ("vfmadd231ps (%rax){1to16},%zmm1,%zmm0{%k1}{z}", .packedFMA, 32),
      ("vfmadd213ss (%rdi),%xmm2,%xmm3", .scalarFMA, 2),
      ("vaddps %ymm1,%ymm2,%ymm3", .packedArithmetic, 8),
      ("mulps  (%rdi),%xmm0", .packedArithmetic, 4),
      ("vmaxpd %zmm1,%zmm2,%zmm3", .packedArithmetic, 8),
      ("vrndscaleps $0x0,%zmm1,%zmm3", .packedArithmetic, 0),
      ("addss  %xmm1,%xmm0", .scalarArithmetic, 1),
      ("vsqrtsd %xmm1,%xmm0,%xmm0", .scalarArithmetic, 1),
      ("vshufps $0x1b,%ymm1,%ymm1,%ymm0", .shuffle, 0),
      ("vpermt2ps %zmm1,%zmm2,%zmm3", .shuffle, 0),
      ("vbroadcastss %xmm0,%ymm1", .shuffle, 0),
      ("vbroadcastss 0x4(%rsi),%ymm1", .load, 0),
      ("vextractf128 $0x1,%ymm0,%xmm1", .shuffle, 0),
      ("vunpcklps %ymm1,%ymm2,%ymm3", .shuffle, 0),
      ("vmovups 0x20(%rdi),%ymm0", .load, 0),
      ("vmovaps %ymm0,-0x40(%rsp)", .store, 0),
      ("vmovups %ymm0,(%rdi,%rax,1)", .store, 0),
      ("vmovaps %ymm0,%ymm1", .otherVector, 0),
      ("movss  0x4(%rdi),%xmm0", .load, 0),
      ("vmaskmovps (%rdi),%ymm1,%ymm0", .load, 0),
      ("vxorps %xmm0,%xmm0,%xmm0", .otherVector, 0),
      ("vcvtdq2ps %ymm0,%ymm0", .otherVector, 0),
      ("kmovw  %eax,%k1", .otherVector, 0),
      ("mov    0x8(%rdi),%rax", .load, 0),
      ("mov    %fs:0x28,%rax", .load, 0),
      ("mov    %rax,0x8(%rdi)", .store, 0),
      ("mov    $0x5,%eax", .integer, 0),
      ("movzbl (%rdi),%eax", .load, 0),
      ("lea    0x0(,%rcx,4),%rax", .integer, 0),
      ("add    (%rdi),%rax", .integer, 0),
      ("push   %rbp", .store, 0),
      ("pop    %rbx", .load, 0),
      ("popcnt %rax,%rax", .integer, 0),
      ("jne    35adb0 <$s3abcyyF+0x10>", .branch, 0),
      ("notrack jmp *%rax", .branch, 0),
      ("call   2f0 <memcpy@plt>", .branch, 0),
      ("ret", .branch, 0),
      ("cs nopw 0x0(%rax,%rax,1)", .other, 0),
      ("prefetcht1 0x40(%rdi)", .other, 0),
      ("vzeroupper", .other, 0),
      ("lock cmpxchg %rdx,(%rsi)", .integer, 0),
      ("rep stos %al,%es:(%rdi)", .integer, 0),
    ])
  func classes(text: String, expected: InstructionClass, flops: Int) {
    let instruction = Self.instruction(text)
    #expect(instruction.instructionClass == expected, "\(instruction)")
    #expect(instruction.flops == flops)
  }

  @Test("operands are divided outside of parentheses, without symbols and comments")
  func operands() {
    let load = Self.instruction("vmovups 0x10(%rax,%rcx,4),%ymm0        # 51f0 <table>")
    #expect(load.operands == ["0x10(%rax,%rcx,4)", "%ymm0"])
    let jump = Self.instruction("jb     363d50 <$s15ConvKernelsAVX2+0x40>")
    #expect(jump.target == 0x363d50)
    #expect(Self.instruction("jmp    *%rax").target == nil)
  }

  @Test("the stack is what the stack pointer reaches, and the frame pointer where there is one")
  func stack() {
    let spill = Self.instruction("vmovaps %ymm0,0x40(%rsp)")
    let frame = Self.instruction("vmovaps -0x40(%rbp),%ymm0")
    #expect(spill.accessesStack(hasFramePointer: false))
    #expect(frame.accessesStack(hasFramePointer: true))
    #expect(!frame.accessesStack(hasFramePointer: false))
    #expect(!Self.instruction("lea 0x40(%rsp),%rax").accessesStack(hasFramePointer: false))
    #expect(!Self.instruction("vmovaps (%rax),%ymm0").accessesStack(hasFramePointer: true))
  }
}

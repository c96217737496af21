import Testing

@testable import BenchCounters

@Suite("Instruction mix")
struct InstructionMixTests {
  static let listing = """

    /bin/tool:     file format elf64-x86-64


    Disassembly of section .text:

    0000000000001000 <kernel>:
        1000:\tpush   %rbp
        1001:\tmov    %rsp,%rbp
        1004:\tvmovups (%rdi),%ymm1
        1008:\tvmovaps -0x20(%rbp),%ymm2
        100c:\tvfmadd231ps (%rsi),%ymm1,%ymm0
        1010:\tvfmadd231ps %ymm2,%ymm1,%ymm3
        1014:\tdec    %rcx
        1018:\tjne    1004 <kernel+0x4>
        101a:\tdec    %rdx
        101e:\tjne    1004 <kernel+0x4>
        1020:\tvmovaps -0x40(%rbp),%ymm2
        1024:\tret

    0000000000001030 <other+0x10>:
        1030:\tvaddss %xmm0,%xmm1,%xmm1
        1034:\tjne    1030 <other+0x10>
    """

  private let code = Disassembly(parsing: listing)

  @Test("a listing is functions of instructions, parts of functions included")
  func parsing() {
    #expect(code.functions.map(\.symbol) == ["kernel", "other"])
    #expect(code.functions.map(\.instructions.count) == [12, 2])
    #expect(Disassembly(parsing: "objdump: no such file\n\n1:\n").functions.isEmpty)
  }

  @Test("innermost loops contain no other loop")
  func loops() {
    #expect(code.functions[0].innermostLoops == [2...7])
    #expect(code.functions[1].innermostLoops == [0...1])
  }

  @Test("counts of addresses become counts of classes; what is not in the listing is other")
  func dynamicMix() {
    var mix = InstructionMix()
    let loop: [UInt64] = [0x1004, 0x1008, 0x100c, 0x1010, 0x1014, 0x1018]
    var executions = Dictionary(uniqueKeysWithValues: loop.map { ($0, 100) })
    for address in [UInt64(0x1000), 0x1001, 0x1020, 0x1024, 0x9999] { executions[address] = 2 }
    mix.add(code, executions: executions)
    #expect(mix.total == 610)
    #expect(mix[.packedFMA] == 200 && mix.fmaFLOPs == 3200 && mix.flops == 3200)
    #expect(mix[.load] == 102, "a stack access outside of loops is a plain load")
    #expect(mix[.spill] == 100 && mix[.store] == 2)
    #expect(mix[.integer] == 102 && mix[.branch] == 102 && mix[.other] == 2)
    #expect(mix.memoryOperands == 100)
    #expect(mix.share(.packedFMA) == 200.0 / 610)
    #expect(InstructionClass.allCases.reduce(0) { $0 + mix[$1] } == mix.total)
    let half = mix.divided(by: 2)
    #expect(half.total == 305 && half.flops == 1600 && half.memoryOperands == 50)
    #expect(InstructionMix().share(.load) == 0)
  }

  @Test("the hot loop is where most was executed, or where most arithmetic stands")
  func hotLoops() throws {
    let scalar = try #require(HotLoop.hottest(in: code, executions: [0x1030: 9, 0x1004: 5]))
    #expect(scalar.symbol == "other" && scalar.executed == 9 && scalar.mix.scalarFLOPs == 1)
    let densest = try #require(HotLoop.densest(in: code))
    #expect(densest.symbol == "kernel" && densest.addresses == 0x1004...0x1018)
    #expect(densest.mix.total == 6 && densest.mix[.spill] == 1 && densest.executed == nil)
    #expect(HotLoop.hottest(in: code, executions: [0x1000: 9]) == nil)
    #expect(HotLoop.densest(in: Disassembly()) == nil)
  }
}

/// An innermost loop of a function, as machine code.
package struct HotLoop: Hashable, Sendable {
  /// Mangled where the language mangles.
  package let symbol: String
  /// Of the first and of the last instruction.
  package let addresses: ClosedRange<UInt64>
  /// Of one iteration.
  package let mix: InstructionMix
  /// Instructions executed in it; `nil` where nothing was executed.
  package let executed: Int?

  init(_ function: Disassembly.Function, _ span: ClosedRange<Int>, executed: Int?) {
    symbol = function.symbol
    let body = function.instructions[span]
    addresses =
      function.instructions[span.lowerBound]
      .address...function.instructions[span.upperBound]
      .address
    let hasFramePointer = function.hasFramePointer
    var mix = InstructionMix()
    for instruction in body {
      mix.add(
        instruction, isSpill: instruction.accessesStack(hasFramePointer: hasFramePointer))
    }
    self.mix = mix
    self.executed = executed
  }

  /// The loop in which most instructions were executed; `nil` where none was in a loop.
  package static func hottest(
    in code: Disassembly, executions: [UInt64: Int]
  ) -> HotLoop? {
    let loops = code.functions.flatMap { function in
      function.innermostLoops.map { span in
        let executed = function.instructions[span].reduce(0) {
          $0 + (executions[$1.address] ?? 0)
        }
        return HotLoop(function, span, executed: executed)
      }
    }
    let best = loops.max { ($0.executed ?? 0) < ($1.executed ?? 0) }
    return (best?.executed ?? 0) > 0 ? best : nil
  }

  /// The loop with most floating-point operations per iteration, the longest of several; `nil` without
  /// loops.
  ///
  /// A guess that holds for kernels, whose remainders are unrolled less than their hot loop.
  package static func densest(in code: Disassembly) -> HotLoop? {
    code.functions.flatMap { function in
      function.innermostLoops.map { HotLoop(function, $0, executed: nil) }
    }.max { ($0.mix.flops, $0.mix.total) < ($1.mix.flops, $1.mix.total) }
  }
}

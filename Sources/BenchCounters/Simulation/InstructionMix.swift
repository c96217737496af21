/// How many instructions of each class a piece of code has, or executed.
package struct InstructionMix: Hashable, Sendable {
  /// Instructions by class; a class without any is missing.
  package private(set) var counts: [InstructionClass: Double] = [:]
  /// Floating-point operations, 2 per lane of an FMA, 1 per lane of other arithmetic.
  package private(set) var flops = 0.0
  /// Of all, the operations of fused multiply-adds.
  package private(set) var fmaFLOPs = 0.0
  /// Of all, the operations of scalar instructions.
  package private(set) var scalarFLOPs = 0.0
  /// Instructions that read or write memory beside what their class says: folded loads, mostly.
  package private(set) var memoryOperands = 0.0

  package init() {}

  package var total: Double { counts.values.reduce(0, +) }

  /// Instructions of a class.
  package subscript(kind: InstructionClass) -> Double { counts[kind] ?? 0 }

  /// Part of all instructions; 0 for no instructions at all.
  package func share(_ kind: InstructionClass) -> Double {
    total > 0 ? self[kind] / total : 0
  }

  /// Adds an instruction that is executed `count` times.
  package mutating func add(
    _ instruction: Instruction, count: Double = 1, isSpill: Bool = false
  ) {
    let plain = instruction.instructionClass
    let isTransfer = plain == .load || plain == .store
    counts[isTransfer && isSpill ? .spill : plain, default: 0] += count
    flops += Double(instruction.flops) * count
    if plain == .packedFMA || plain == .scalarFMA {
      fmaFLOPs += Double(instruction.flops) * count
    }
    if plain == .scalarFMA || plain == .scalarArithmetic {
      scalarFLOPs += Double(instruction.flops) * count
    }
    if !isTransfer, instruction.hasMemoryOperand { memoryOperands += count }
  }

  /// Adds instructions of which nothing but the number is known.
  package mutating func add(unknown count: Double) { counts[.other, default: 0] += count }

  /// The same of one of `calls` calls.
  package func divided(by calls: Int) -> InstructionMix {
    var mix = self
    let factor = 1 / Double(calls)
    mix.counts = counts.mapValues { $0 * factor }
    mix.flops *= factor
    mix.fmaFLOPs *= factor
    mix.scalarFLOPs *= factor
    mix.memoryOperands *= factor
    return mix
  }

  /// The dynamic mix: `executions` by address, looked up in `code`; the rest is `other`.
  package mutating func add(_ code: Disassembly, executions: [UInt64: Int]) {
    var unknown = executions
    for function in code.functions {
      let loops = function.innermostLoops
      let hasFramePointer = function.hasFramePointer
      for (index, instruction) in function.instructions.enumerated() {
        guard let count = unknown.removeValue(forKey: instruction.address) else { continue }
        let isSpill =
          loops.contains { $0.contains(index) }
          && instruction.accessesStack(hasFramePointer: hasFramePointer)
        add(instruction, count: Double(count), isSpill: isSpill)
      }
    }
    let rest = unknown.values.reduce(0, +)
    if rest > 0 { add(unknown: Double(rest)) }
  }
}

/// What an instruction is for; every instruction has one class.
package enum InstructionClass: String, CaseIterable, Sendable, Codable {
  case packedFMA = "packed_fma"
  case scalarFMA = "scalar_fma"
  /// Additions, products, quotients, extrema and roots of vectors.
  case packedArithmetic = "packed_arithmetic"
  case scalarArithmetic = "scalar_arithmetic"
  /// Moves between lanes, and blends; a broadcast from memory is a load, which it costs no more than.
  case shuffle
  case load
  case store
  /// Loads and stores of the stack inside an innermost loop.
  case spill
  /// Other work on vector registers: copies, logic, comparisons, conversions, integers, masks.
  case otherVector = "other_vector"
  /// Addresses, counters and other general registers.
  case integer
  case branch
  /// Prefetches, fences, padding.
  case other

  /// What computes with floating-point numbers.
  package static let arithmetic: [InstructionClass] = [
    .packedFMA, .scalarFMA, .packedArithmetic, .scalarArithmetic,
  ]

  /// For people.
  package var title: String { rawValue.replacing("_", with: " ").replacing("fma", with: "FMA") }
}

extension Instruction {
  /// Its class outside of loops; `InstructionMix` makes spills of stack accesses inside.
  package var instructionClass: InstructionClass {
    let base = mnemonic
    if Self.isBranch(base) { return .branch }
    if Self.idle.contains(where: base.hasPrefix) { return .other }
    if let kind = floatKind { return kind.isFused ? fused(kind) : arithmetic(kind) }
    if vectorBytes > 0 || Self.isMaskInstruction(base) { return vectorClass }
    return generalClass
  }

  /// Floating-point operations: 2 per lane of an FMA, 1 per lane of other arithmetic; masks are not seen.
  package var flops: Int {
    guard let kind = floatKind, kind.counts else { return 0 }
    let lanes = kind.isPacked ? max(1, vectorBytes / kind.elementBytes) : 1
    return lanes * (kind.isFused ? 2 : 1)
  }

  /// Whether it works on memory besides what it is for: `vfmadd231ps (%rax),%ymm1,%ymm0`.
  package var hasMemoryOperand: Bool {
    !mnemonic.hasPrefix("lea") && !mnemonic.hasPrefix("nop")
      && operands.contains(where: Self.isMemory)
  }

  // MARK: Floating point

  private struct FloatKind {
    let isFused: Bool
    let isPacked: Bool
    let elementBytes: Int
    /// Roundings and estimates are arithmetic that nobody counts as operations.
    let counts: Bool
  }

  private static let counted: Set<String> = [
    "add", "sub", "mul", "div", "min", "max", "sqrt", "hadd", "hsub", "addsub",
  ]
  private static let uncounted: Set<String> = [
    "round", "rndscale", "reduce", "rcp", "rcp14", "rsqrt", "rsqrt14", "scalef", "getexp",
    "getmant",
  ]

  private var floatKind: FloatKind? {
    let name = mnemonic.hasPrefix("v") ? mnemonic.dropFirst() : mnemonic[...]
    guard name.count > 2 else { return nil }
    let suffix = name.suffix(2)
    guard let elementBytes = ["s": 4, "d": 8][suffix.last] else { return nil }
    guard suffix.first == "p" || suffix.first == "s" else { return nil }
    let isPacked = suffix.first == "p"
    let operation = name.dropLast(2)
    func kind(isFused: Bool, counts: Bool) -> FloatKind {
      FloatKind(isFused: isFused, isPacked: isPacked, elementBytes: elementBytes, counts: counts)
    }
    let isFused =
      ["132", "213", "231"].contains { operation.hasSuffix($0) }
      && ["fmadd", "fmsub", "fnmadd", "fnmsub"].contains { operation.hasPrefix($0) }
    if isFused { return kind(isFused: true, counts: true) }
    if Self.counted.contains(String(operation)) { return kind(isFused: false, counts: true) }
    if Self.uncounted.contains(String(operation)) { return kind(isFused: false, counts: false) }
    return nil
  }

  private func fused(_ kind: FloatKind) -> InstructionClass {
    kind.isPacked ? .packedFMA : .scalarFMA
  }

  private func arithmetic(_ kind: FloatKind) -> InstructionClass {
    kind.isPacked ? .packedArithmetic : .scalarArithmetic
  }

  // MARK: The rest

  private static let idle = [
    "nop", "endbr", "prefetch", "vzero", "mfence", "lfence", "sfence", "pause", "hlt", "ud2",
    "int3", "cpuid", "xgetbv", "rdtsc",
  ]

  private static func isBranch(_ base: String) -> Bool {
    base.hasPrefix("j") || base.hasPrefix("call") || base.hasPrefix("ret")
      || base.hasPrefix("loop")
  }

  private static func isMaskInstruction(_ base: String) -> Bool {
    ["kmov", "kor", "kand", "kxor", "kxnor", "knot", "kshift", "kunpck", "kadd", "ktest"].contains {
      base.hasPrefix($0)
    }
  }

  private static let shuffles = [
    "shuf", "perm", "broadcast", "pbroadcast", "unpck", "punpck", "insert", "extract", "pshuf",
    "palign", "align", "blend", "pblend", "movddup", "movshdup", "movsldup", "movlhps", "movhlps",
    "pack", "expand", "compress", "pinsr", "pextr",
  ]
  /// Of these, what has memory as its source is a load.
  private static let replicating = ["broadcast", "pbroadcast", "movddup", "movshdup", "movsldup"]
  private static let moves = [
    "mov", "lddqu", "maskmov", "pmaskmov", "gather", "pgather", "scatter",
  ]

  private var vectorClass: InstructionClass {
    let name = mnemonic.hasPrefix("v") ? mnemonic.dropFirst() : mnemonic[...]
    let readsMemory = operands.dropLast().contains(where: Self.isMemory)
    let isShuffle = Self.shuffles.contains { name.hasPrefix($0) }
    if isShuffle {
      return readsMemory && Self.replicating.contains { name.hasPrefix($0) } ? .load : .shuffle
    }
    guard Self.moves.contains(where: { name.hasPrefix($0) }), !name.hasPrefix("movmsk") else {
      return .otherVector
    }
    return moveClass(registers: .otherVector)
  }

  private var generalClass: InstructionClass {
    if mnemonic.hasPrefix("push") { return .store }
    if mnemonic.hasPrefix("pop") && mnemonic != "popcnt" || mnemonic == "leave" {
      return .load
    }
    guard mnemonic.hasPrefix("mov") else { return .integer }
    return moveClass(registers: .integer)
  }

  private func moveClass(registers: InstructionClass) -> InstructionClass {
    if operands.last.map(Self.isMemory) == true { return .store }
    return operands.contains(where: Self.isMemory) ? .load : registers
  }
}

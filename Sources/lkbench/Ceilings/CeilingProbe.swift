import BenchHarness
import BenchModel
import CShims
import ConvModel
import ConvPlanning

/// A workload and what its calls stand for.
struct CeilingProbe {
  let subject: String
  let threads: Int
  let unit: CeilingUnit
  /// Operations, bytes or cycles of a call, all threads together.
  let amount: Double
  let workingSetBytes: Int?
  let workload: CeilingWorkload

  /// Iterations of the loops on registers: some tenths of a millisecond, beside which starting a team is
  /// nothing.
  private static let iterations = 100_000

  private init(
    _ subject: String, on team: ThreadTeam?, _ unit: CeilingUnit, perThread amount: Double,
    workingSetBytes: Int? = nil, _ body: @escaping @Sendable (_ member: Int) -> Void
  ) {
    self.subject = subject
    threads = team?.memberCount ?? 1
    self.unit = unit
    self.amount = amount * Double(threads)
    self.workingSetBytes = workingSetBytes
    let label = Ceiling.name("\(subject) \(unit.rawValue)", threads: threads)
    workload = CeilingWorkload(label, on: team, body)
  }

  /// The ceiling; `nil` without a sample.
  func ceiling(_ samples: SampleSet) -> Ceiling? {
    Summary(of: samples).map {
      Ceiling(
        subject, threads: threads, unit, amount: amount, $0, workingSetBytes: workingSetBytes)
    }
  }

  // MARK: Registers

  /// Multiply-adds of an instruction set.
  static func peak(_ set: InstructionSet, on team: ThreadTeam?) -> CeilingProbe? {
    guard let loop = PeakFlops.loop(for: set) else { return nil }
    let flops = Double(loop.flops(iterations))
    return CeilingProbe(CeilingTable.peak(set), on: team, .gigaflops, perThread: flops) { _ in
      keep(loop.run(iterations))
    }
  }

  /// Multiply-adds and adds side by side.
  static func mix(_ set: InstructionSet) -> CeilingProbe? {
    guard let loops = CeilingLoops.loops(for: set) else { return nil }
    let flops = Double(loops.mixedFlops * iterations)
    return CeilingProbe(CeilingTable.mix(set), on: nil, .mixedGigaflops, perThread: flops) { _ in
      keep(loops.mix(iterations))
    }
  }

  /// The core clock, from a chain of fused multiply-adds that are taken to have a latency of 4 cycles.
  ///
  /// True of Zen 3 to 5 and of Intel's cores since Skylake. Zen 1 and 2, Haswell and Broadwell take 5,
  /// so that their clock comes out a fifth too low.
  static func clock() -> CeilingProbe? {
    guard let loops = CeilingLoops.loops(for: .avx2) else { return nil }
    let cycles = Double(latencyOfMultiplyAdd * loops.links * iterations)
    return CeilingProbe(CeilingTable.clock, on: nil, .gigahertz, perThread: cycles) { _ in
      keep(loops.chain(iterations))
    }
  }

  /// Cycles from an operand of a fused multiply-add to its result.
  private static let latencyOfMultiplyAdd = 4

  // MARK: Memory

  /// Reading a level: each member sums `bytes` of its own range, again and again.
  ///
  /// Every load starts `phase` floats past a cache line.
  static func read(
    _ subject: String, _ unit: CeilingUnit = .readBandwidth, in memory: CeilingMemory, bytes: Int,
    phase: Int = 0, on team: ThreadTeam?
  ) -> CeilingProbe {
    let count = memory.floats(bytes)
    let (size, passes) = (4 * count, passCount(4 * count))
    return CeilingProbe(
      subject, on: team, unit, perThread: Double(size * passes), workingSetBytes: size
    ) { member in
      keep(memory.loops.sum(memory.start(member) + phase, count, passes))
    }
  }

  /// Copying within a level: from the first half of `bytes` to the second; both count.
  static func copy(
    _ subject: String, in memory: CeilingMemory, bytes: Int, on team: ThreadTeam?
  ) -> CeilingProbe {
    let count = memory.floats(bytes / 2)
    let (size, passes) = (8 * count, passCount(8 * count))
    return CeilingProbe(
      subject, on: team, .copyBandwidth, perThread: Double(size * passes), workingSetBytes: size
    ) { member in
      let start = memory.start(member)
      memory.loops.copy(start, start + count, count, passes)
    }
  }

  /// So many that a call moves 64 MiB or more: some tenths of a millisecond at least.
  private static func passCount(_ bytes: Int) -> Int { max(1, (64 << 20) / bytes) }

  private static func keep(_ result: Float) {
    var result = result
    lkb_escape(&result)
  }
}

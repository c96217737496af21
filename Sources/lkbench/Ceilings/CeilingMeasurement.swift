import BenchHarness
import BenchModel
import BenchRecords
import ConvModel
import ConvPlanning

/// Measures every ceiling of a machine, one number of threads after the other.
struct CeilingMeasurement {
  let machine: MachineDescription
  let instructionSets: [InstructionSet]
  /// Ascending, 1 first.
  let threadCounts: [Int]
  let teams: ThreadTeams
  let clock: any TimeSource
  let noise: any NoiseSource
  /// Bytes that may be allocated; `nil` when the system does not say.
  let availableMemory: Int?
  /// UTC, as in the names of results folders.
  let measuredAt: String
  var options = CeilingMeasurement.standardOptions
  /// What is known beforehand to be not as it should, for the table.
  var notes: [String] = []

  /// 21 samples of 4 ms or one call.
  static var standardOptions: SamplingOptions {
    var options = SamplingOptions()
    options.repetitions = 21
    options.minimumSampleNanoseconds = 4e6
    options.warmUpNanoseconds = 3e7
    return options
  }

  /// 1, 2, 4, … and `limit` itself.
  static func threadCounts(upTo limit: Int) -> [Int] {
    var counts = [1]
    while let last = counts.last, 2 * last < limit { counts.append(2 * last) }
    return limit > 1 ? counts + [limit] : counts
  }

  /// The ceilings, those of one number of threads sampled in the same rounds; `nil` when interrupted.
  ///
  /// - Throws: `HarnessError` for invalid options, `ThreadTeamError`.
  func measure(isInterrupted: () -> Bool = { false }) throws -> CeilingTable? {
    // The strongest set moves memory: no other can read faster.
    guard let strongest = instructionSets.last, let loops = CeilingLoops.loops(for: strongest)
    else { preconditionFailure("every instruction set of a machine has its loops") }
    var ceilings: [Ceiling] = []
    var notes = notes
    for threads in threadCounts {
      let team = threads == 1 ? nil : try teams.team(of: threads)
      let sets = WorkingSets(machine: machine, threads: threads, available: availableMemory)
      notes += sets.notes.filter { !notes.contains($0) }
      let memory = CeilingMemory(bytes: sets.bytes.values.max() ?? 0, loops: loops, on: team)
      let probes = arithmetic(on: team) + transfers(sets, in: memory, on: team)
      let samples = try Sampler(options: options, clock: clock, noise: noise)
        .sample(probes.map(\.workload), isInterrupted: isInterrupted)
      if samples.contains(where: { $0.stopReason == .interrupted }) { return nil }
      ceilings += zip(probes, samples).compactMap { $0.ceiling($1) }
      if let crossing = crossing(probes, samples) { ceilings.append(crossing) }
    }
    return CeilingTable(
      machineFingerprint: machine.fingerprint, measuredAt: measuredAt,
      instructionSet: strongest.rawValue, l2Bytes: MemoryLevel.l2.cache(in: machine)?.bytes,
      l3Bytes: MemoryLevel.l3.cache(in: machine)?.bytes, notes: notes,
      ceilings: ceilings.filter { $0.name != Self.shifted })
  }

  /// Loops on registers; clock and mixed loops on one thread only.
  private func arithmetic(on team: ThreadTeam?) -> [CeilingProbe] {
    let peaks = instructionSets.reversed().compactMap { CeilingProbe.peak($0, on: team) }
    guard team == nil else { return peaks }
    // The portable build has no fused multiply-add.
    let clock = instructionSets.contains(.avx2) ? CeilingProbe.clock() : nil
    return peaks + instructionSets.reversed().compactMap(CeilingProbe.mix)
      + [clock].compactMap { $0 }
  }

  /// Reading and copying at every level whose size is known.
  private func transfers(
    _ sets: WorkingSets, in memory: CeilingMemory, on team: ThreadTeam?
  ) -> [CeilingProbe] {
    var probes = MemoryLevel.allCases.flatMap { level -> [CeilingProbe] in
      guard let bytes = sets.bytes[level] else { return [] }
      return [
        .read(level.rawValue, in: memory, bytes: bytes, on: team),
        .copy(CeilingTable.copy(level), in: memory, bytes: bytes, on: team),
      ]
    }
    if team == nil, let bytes = sets.bytes[.l1] {
      // One float past a line: of 64-byte vectors every load crosses one, of 32-byte ones every second.
      probes.append(.read(Self.shifted, in: memory, bytes: bytes, phase: 1, on: nil))
    }
    return probes
  }

  /// The unaligned reading of L1, recorded as a share of the aligned one.
  private static let shifted = "L1 one float past a line"

  private func crossing(_ probes: [CeilingProbe], _ samples: [SampleSet]) -> Ceiling? {
    func times(_ subject: String) -> [Double]? {
      let index = probes.firstIndex { $0.subject == subject && $0.threads == 1 }
      return index.map { samples[$0].samples.map(\.nanosecondsPerCall) }
    }
    guard let aligned = times(MemoryLevel.l1.rawValue), let shifted = times(Self.shifted),
      let paired = PairedRatio(numerators: aligned, denominators: shifted),
      let statistics = OrderStatistics(zip(aligned, shifted).map { $0 / $1 }),
      let bytes = probes.first(where: { $0.subject == Self.shifted })?.workingSetBytes
    else { return nil }
    let deviation = statistics.medianAbsoluteDeviation / statistics.median
    return Ceiling(
      CeilingTable.crossing, paired, deviation: deviation, workingSetBytes: bytes)
  }
}

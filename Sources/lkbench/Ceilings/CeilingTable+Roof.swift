import BenchHarness
import BenchRecords
import ConvModel

extension CeilingTable {
  /// The nearest level that holds `bytes` divided over `threads`.
  ///
  /// L2 belongs to a core, L3 to all of them. Data that every cache was rid of lie in memory.
  func level(holding bytes: Int, threads: Int, policy: CachePolicy) -> MemoryLevel {
    if policy == .coldAll { return .dram }
    if let l2Bytes, bytes <= l2Bytes * threads { return .l2 }
    if let l3Bytes, bytes <= l3Bytes { return .l3 }
    return .dram
  }

  /// What a kernel of `intensity` useful operations per compulsory byte reaches at best, in GFLOP/s: the
  /// multiply-add peak, or what the level that holds its `bytes` delivers.
  ///
  /// `nil` where one of the two was not measured.
  func roof(
    _ set: InstructionSet, threads: Int, intensity: Double, bytes: Int, policy: CachePolicy
  ) -> Double? {
    let level = level(holding: bytes, threads: threads, policy: policy)
    guard let peak = value(Self.peak(set), .gigaflops, threads: threads),
      let bandwidth = value(level.rawValue, .readBandwidth, threads: threads)
    else { return nil }
    return min(peak, intensity * bandwidth)
  }
}

extension RunRecord {
  /// Fills `roof_fraction`; leaves it empty without ceilings, analytic counts or a rate.
  ///
  /// An algorithm that does less work than the definition may exceed 1.
  mutating func setRoof(
    _ ceilings: CeilingTable?, of item: BenchmarkCase, cost: ProgramCost?
  ) {
    guard let ceilings, let cost, let rate = real(.usefulGFLOPS),
      let intensity = real(.arithmeticIntensity),
      let roof = ceilings.roof(
        item.instructionSet, threads: item.threads, intensity: intensity,
        bytes: cost.compulsoryBytes, policy: item.cache),
      roof > 0
    else { return }
    self[.roofFraction] = .real(rate / roof)
  }
}

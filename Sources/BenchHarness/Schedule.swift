import BenchModel

/// The order of execution: rounds, each a fresh random order of what is still to be sampled.
///
/// Neighbours in time share the state of the machine, so that drift hits all workloads of a round alike;
/// the random order keeps any of them from always following the same one. The seed decides everything.
struct Schedule {
  private var generator: SplitMix64

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  /// The next round over the workloads with these positions.
  mutating func round(of unfinished: [Int]) -> [Int] {
    generator.shuffled(unfinished)
  }
}

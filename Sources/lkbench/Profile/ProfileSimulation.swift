/// Counts the instructions of a profile's algorithms under a simulator.
struct ProfileSimulation {
  let terminal: Terminal

  /// The counts of `subject` in the AVX2 build; `nil`, with a line in `notes`, where there are none.
  func simulate(
    _ subject: BenchmarkCase, _ rows: ProfileRows, notes: inout [String]
  ) -> AlgorithmProfile.Simulated? {
    nil
  }
}

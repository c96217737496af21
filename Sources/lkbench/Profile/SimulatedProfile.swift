extension AlgorithmProfile {
  /// Counts of the AVX2 build under a simulator, never mixed with measured ones.
  struct Simulated: Codable, Hashable {
    /// Per call.
    let instructions: Double
    let loads: Double?
    let stores: Double?
    let branches: Double?
    let branchMisses: Double?
    let firstLevelMisses: Double?
    let lastLevelMisses: Double?
    let instructionsPerUsefulMac: Double?
    /// The same build, timed on this machine; `nil` where it was not.
    let nativeNS: Double?
    /// Simulated instructions over native cycles.
    let instructionsPerCycle: Double?
    /// Shares of the instructions executed, largest first.
    let mix: [Share]
    /// Functions with the most instructions of their own, largest first.
    let functions: [Share]

    struct Share: Codable, Hashable {
      let name: String
      let share: Double
    }

    /// The share of a class of instructions, 0 where there is none.
    func share(_ name: String) -> Double { mix.first { $0.name == name }?.share ?? 0 }
  }
}

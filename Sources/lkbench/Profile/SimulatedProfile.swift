extension AlgorithmProfile {
  /// Counts of the AVX2 build under a simulator, never mixed with measured ones.
  struct Simulated: Codable, Hashable {
    /// What a library chose to run on the simulated CPU.
    let implementation: String?
    /// Per call.
    let instructions: Double
    /// Instructions that read memory, spills left out.
    let loads: Double?
    let stores: Double?
    let branches: Double?
    let branchMisses: Double?
    let firstLevelMisses: Double?
    let lastLevelMisses: Double?
    let instructionsPerUsefulMac: Double?
    /// The same code, timed on this machine; `nil` where it was not, as of libraries, which choose
    /// other code here.
    let nativeNS: Double?
    /// Simulated instructions over native cycles.
    let instructionsPerCycle: Double?
    /// Shares of the instructions executed, largest first.
    let mix: [Share]
    /// Additions and multiplications executed, by the disassembly.
    let executedOperations: Double?
    /// The innermost loop with the most executed instructions; then that of the same function in the
    /// measured build, where that is another one.
    let hotLoops: [Loop]
    /// Functions with the most instructions of their own, largest first.
    let functions: [Share]

    /// Instructions of one iteration.
    struct Loop: Codable, Hashable {
      let function: String
      /// Of all instructions executed; `nil` where the loop was only looked up.
      let share: Double?
      let instructions: Int
      let arithmetic: Int
      /// 2 per lane of a fused multiply-add.
      let fusedOperations: Int
      /// Folded ones included.
      let loads: Int
      let stores: Int
      let shuffles: Int
      /// Loads and stores of the stack.
      let spills: Int
    }

    struct Share: Codable, Hashable {
      let name: String
      let share: Double
    }

    /// The share of a class of instructions, 0 where there is none.
    func share(_ name: String) -> Double { mix.first { $0.name == name }?.share ?? 0 }
  }
}

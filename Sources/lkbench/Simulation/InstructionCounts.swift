/// Instructions of one call of a case's kernel, in several simulations of the same build.
struct InstructionCounts: Hashable, Sendable {
  /// Ids of the algorithms that were planned.
  let plan: String
  /// One count per simulation, at least one.
  let runs: [Double]
}

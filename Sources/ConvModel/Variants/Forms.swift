/// Rewritings that several variants offer.
extension Form {
  /// Every branch on its own, normalisation folded into it, outputs summed.
  package static func branches(
    structure: @escaping @Sendable (BranchDefinition) -> KernelStructure = { _ in .dense }
  ) -> Form {
    Form(
      id: "branches",
      summary: "each branch convolved on its own (normalisation folded), outputs summed"
    ) { _, definition in
      definition.branches.enumerated().map { index, branch in
        FoldedBranch(branch, channels: definition.convolvedChannels).stage(
          on: definition.convolvedMap, structure: structure(branch), accumulates: index > 0)
      }
    }
  }

  /// All branches added into one dense K × K kernel.
  package static func mergedDense(id: String, summary: String) -> Form {
    Form(id: id, summary: summary) { problem, definition in
      [merged(problem, definition).stage(on: definition.convolvedMap)]
    }
  }

  /// All branches added into one K × K kernel.
  package static func merged(_ problem: Problem, _ definition: Definition) -> FoldedBranch {
    var sum = FoldedBranch.zero(kernel: problem.kernel, channels: definition.convolvedChannels)
    for branch in definition.foldedBranches() { sum.merge(branch) }
    return sum
  }
}

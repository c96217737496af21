import ConvModel

/// The tensors of a selection's files.
struct LoadedTensors: Sendable {
  let supplied: SuppliedTensors
  let input: SuppliedTensor?

  /// Reads every file that is named; allocates the tensors.
  init(_ files: SuppliedFiles) throws {
    var supplied = SuppliedTensors.none
    if let path = files.weights { supplied.weights = try TensorFile.read(path) }
    if let path = files.mask { supplied.mask = try TensorFile.read(path) }
    self.supplied = supplied
    input = try files.input.map(TensorFile.read)
  }

  /// Tries the tensors on every problem, so that a misfit shows before the first measurement.
  func check(_ problems: [Problem]) throws(ProblemError) {
    let hasTensors =
      supplied.weights != nil || supplied.mask != nil || !supplied.named.isEmpty
    for problem in problems {
      if let input { _ = try ProblemData.activations(input, of: problem.map) }
      if hasTensors {
        _ = try VariantCatalog.variant(problem.variant).define(
          problem, fill: Fill(.unitVariance, seed: problem.seed), supplied: supplied)
      }
    }
  }
}

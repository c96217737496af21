import ConvModel
import ConvPlanning

/// What a case computes of its problem.
enum CaseOperator: String, CaseIterable, Sendable {
  /// The convolution itself: what `run` measures, and what `train` measures beside the others.
  case forward
  /// ∂L/∂input from ∂L/∂output: a convolution with rotated kernels.
  case inputGradient = "input-gradient"
  /// ∂L/∂weights of every stage of the form from input and ∂L/∂output.
  case weightGradient = "weight-gradient"
  /// Scores |w·∂L/∂w|, layer densities and masks, from weights and their gradients.
  case snip
  /// One mask update of dynamic sparse training.
  case pruneAndGrow = "prune-and-grow"

  /// Whether an algorithm can be chosen for it.
  var hasAlgorithms: Bool { self != .snip && self != .pruneAndGrow }

  /// What `train` can be asked for.
  static let ofTraining = allCases.filter { $0 != .forward }

  /// A form as the `form` column and case ids show it, `weight-gradient:branches`.
  ///
  /// Not the algorithm, of which readers take the fastest where there are several.
  func prefixed(_ form: String) -> String { self == .forward ? form : "\(rawValue):\(form)" }
}

extension BenchmarkCase {
  /// The case's convolution itself under the same conditions; what a gradient is compared with.
  var forward: BenchmarkCase { applying(.forward) }

  /// The case with another operator.
  func applying(_ operation: CaseOperator) -> BenchmarkCase {
    var item = self
    item.operation = operation
    return item
  }

  /// The case by another algorithm.
  func withAlgorithm(_ algorithm: AlgorithmChoice) -> BenchmarkCase {
    BenchmarkCase(
      suite: suite, problem: problem, form: form, algorithm: algorithm,
      instructionSet: instructionSet, layout: layout, threads: threads, cache: cache,
      files: files, operation: operation)
  }

  /// The case on another instruction set.
  func with(instructionSet: InstructionSet) -> BenchmarkCase {
    BenchmarkCase(
      suite: suite, problem: problem, form: form, algorithm: algorithm,
      instructionSet: instructionSet, layout: layout, threads: threads, cache: cache,
      files: files, operation: operation)
  }
}

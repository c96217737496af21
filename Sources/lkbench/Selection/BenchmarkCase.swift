import BenchHarness
import ConvModel
import ConvPlanning

/// One row to measure or verify: a problem, and everything that says how it is computed and timed.
struct BenchmarkCase: Hashable, Sendable {
  /// Name of the suite it was selected from, or `Selection.unnamedSuite`.
  let suite: String
  let problem: Problem
  /// Id of a form of the problem's variant.
  let form: String
  /// `auto`, `measured` or `fixed`; `all` is expanded when cases are enumerated.
  let algorithm: AlgorithmChoice
  let instructionSet: InstructionSet
  let layout: Layout
  let threads: Int
  let cache: CachePolicy
  /// Tensors that come from files.
  let files: SuppliedFiles
  var operation = CaseOperator.forward

  /// Stable text that is unique within a selection: the `case_id` column.
  var id: String {
    [
      problem.description, operation.prefixed(form), algorithm.word, instructionSet.rawValue,
      layout.rawValue,
      "t\(threads)", cache.rawValue,
    ].joined(separator: "/")
  }
}

/// Paths of the tensors that replace drawn ones, as the user gave them.
struct SuppliedFiles: Hashable, Sendable {
  /// `--input`: the activations, [N, C, H, W].
  var input: String?
  /// `--weights`: the large kernel, or a folder written by `verify --dump`.
  var weights: String?
  /// `--mask`: 0/1 taps of the merged kernel.
  var mask: String?

  static let none = SuppliedFiles()
}

extension AlgorithmChoice {
  /// The word of `--algorithm` and of case ids.
  var word: String {
    switch self {
    case .auto: "auto"
    case .measured: "measured"
    case .all: "all"
    case .fixed(let id): id
    }
  }
}

/// A way to compute one stage.
///
/// Instances are cheap values; parameters are stored properties.
package protocol Algorithm: Sendable {
  /// Stable public name, kebab-case, appears in results: `direct`.
  var id: String { get }
  /// One line for `lkbench list algorithms`.
  var summary: String { get }
  /// The instruction set the code is built for.
  var instructionSet: InstructionSet { get }
  /// Kinds of kernel structure this algorithm implements; the planner refuses the rest.
  var handles: Set<KernelStructure.Kind> { get }

  /// Declines stages it could compute only badly or not at all, with a reason a person can read.
  func support(for stage: StageOutline) -> Support

  /// How its results round; decides how they are verified.
  func rounding(of stage: StageOutline) -> Rounding

  /// Packs weights and allocates everything `run` needs; never called inside a timed region.
  ///
  /// The stage's channels lie in `slice` of the tensors that `run` will be given.
  func prepare(_ stage: Stage, on slice: TensorSlice) throws(PlanError) -> any PreparedKernel

  /// Floating-point operations one run executes, padding and vector tails included; an FMA is 2.
  func executedFLOPs(_ stage: Stage) -> Int
}

extension Algorithm {
  package func rounding(of stage: StageOutline) -> Rounding { .summation }
}

/// Whether an algorithm takes a stage.
package enum Support: Hashable, Sendable {
  case supported
  case declined(String)

  /// Why not; `nil` where it takes the stage.
  package var refusal: String? {
    switch self {
    case .supported: nil
    case .declined(let reason): reason
    }
  }
}

/// A stage ready to run.
///
/// `run` does not allocate, check, lock, print or throw.
package protocol PreparedKernel: AnyObject {
  /// Scratch memory that `run` writes, allocated by `prepare`.
  var workspaceByteCount: Int { get }
  /// Weights as packed for this kernel.
  var weightByteCount: Int { get }
  /// Where the packed weights lie, for the cache policies that evict them.
  var weightMemory: [UnsafeRawBufferPointer] { get }

  /// What a library chose to run, in its own words (`brgdmm_dw:avx512_core`); `nil` for kernels that
  /// their algorithm's name describes.
  var implementation: String? { get }

  /// What went wrong in a run since `prepare`, in a library's words; `nil` for nothing.
  ///
  /// `run` cannot throw: whoever timed it asks afterwards.
  var failure: String? { get }

  /// Reads `input` and writes (or adds to) `output`, both whole tensors in the prepared layout; they
  /// must not overlap.
  func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>)
}

extension PreparedKernel {
  package var implementation: String? { nil }
  /// Nothing can go wrong in arithmetic; libraries have statuses.
  package var failure: String? { nil }
}

/// Why a plan cannot be made.
package enum PlanError: Error, Hashable, CustomStringConvertible {
  case unknownAlgorithm(String, near: [String])
  case unknownInstructionSet(String)
  case instructionSetAbsent(InstructionSet)
  case declined(algorithm: String, reason: String)
  case unavailable(algorithm: String, reason: String)
  case noAlgorithm(structure: String)

  /// Whether algorithm `id` itself takes no part: it declines, or its library is missing.
  package func isRefusal(of id: String) -> Bool {
    switch self {
    case .declined(let algorithm, _), .unavailable(let algorithm, _): algorithm == id
    case .unknownAlgorithm, .unknownInstructionSet, .instructionSetAbsent, .noAlgorithm: false
    }
  }

  package var description: String {
    switch self {
    case .unknownAlgorithm(let id, let near):
      "unknown algorithm '\(id)'; nearest: \(near.joined(separator: ", "))"
    case .unknownInstructionSet(let name):
      "unknown instruction set '\(name)'; there are "
        + InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
    case .instructionSetAbsent(let set): "this CPU has no \(set.rawValue)"
    case .declined(let algorithm, let reason): "\(algorithm) declines: \(reason)"
    case .unavailable(let algorithm, let reason): "\(algorithm) is unavailable: \(reason)"
    case .noAlgorithm(let structure): "no algorithm takes a kernel of structure \(structure)"
    }
  }
}

/// BN(K × N) + BN(N × K) + BN(N × N), N = 5: the stripes of SLaK, dense or with unstructured masks.
///
/// The branches are parallel and summed. The square branch exists only while N < K.
struct DecomposedVariant: ConvolutionVariant {
  let isSparse: Bool

  var id: String { isSparse ? "sparse" : "decomposed" }
  var summary: String {
    "BN(K×5) + BN(5×K) + BN(5×5)" + (isSparse ? " with unstructured masks" : "")
  }
  let source = "SLaK, arXiv:2207.03620"

  var forms: [Form] {
    let isSparse = isSparse
    return [
      Form.branches { isSparse ? .taps(spans: $0.fullSpans) : .dense },
      Form(id: "stripes", summary: "two stripes, the square branch added into the vertical one") {
        _, definition in
        var folded = definition.foldedBranches()
        if folded.count == 3 { folded[0].merge(folded.removeLast()) }
        return folded.enumerated().map { index, branch in
          branch.stage(
            on: definition.convolvedMap,
            structure: isSparse ? .taps(spans: definition.branches[index].fullSpans) : .dense,
            accumulates: index > 0)
        }
      },
      Form(id: "cross", summary: "all branches added into one cross-shaped kernel") {
        problem, definition in
        let cross = KernelStructure.cross(kernel: problem.kernel, stripe: problem.stripe)
        var structure = cross
        if isSparse, case .rowSpans(let spans) = cross { structure = .taps(spans: spans) }
        return [
          Form.merged(problem, definition).stage(on: definition.convolvedMap, structure: structure)
        ]
      },
    ]
  }

  func problem(_ request: ProblemRequest) throws(ProblemError) -> Problem {
    let stripe = request.stripe ?? min(Problem.defaultStripe, request.kernel)
    let problem = try request.completed(variant: id, stripe: stripe, isSparse: isSparse)
    guard stripe > 0 else { throw .stripeMissing(variant: id) }
    return problem
  }

  func define(_ problem: Problem, fill: Fill, supplied: SuppliedTensors) throws(ProblemError)
    -> Definition
  {
    if !isSparse { try supplied.refuseMask(variant: id) }
    try supplied.refuseMainWeights(variant: id)
    let (k, n) = (problem.kernel, problem.stripe)
    let hasSquare = n < k
    let drawing = BranchDrawing(
      problem: problem, fill: fill, supplied: supplied, branchCount: hasSquare ? 3 : 2,
      density: isSparse ? 1 - problem.sparsity : 1)
    var branches = [
      try drawing.branch("vertical", height: k, width: n),
      try drawing.branch("horizontal", height: n, width: k),
    ]
    if hasSquare { branches.append(try drawing.branch("small", height: n, width: n)) }
    if isSparse { try drawing.applyMasks(to: &branches) }
    return try drawing.definition(branches)
  }
}

extension BranchDefinition {
  /// Every kernel row's full width.
  fileprivate var fullSpans: [Range<Int>] {
    Array(repeating: 0..<kernelWidth, count: kernelHeight)
  }
}

/// BN(K × K) + BN(N × N), N = 5: the structural re-parameterisation of RepLKNet.
struct ReparameterizedVariant: ConvolutionVariant {
  let id = "reparam"
  let summary = "BN(K×K) + BN(5×5), merged for inference"
  let source = "RepLKNet, arXiv:2203.06717"
  let forms = [
    Form.branches(),
    Form.mergedDense(id: "merged", summary: "the small branch added into the centre of the large"),
  ]

  func problem(_ request: ProblemRequest) throws(ProblemError) -> Problem {
    try request.completed(
      variant: id, stripe: request.stripe ?? min(Problem.defaultStripe, request.kernel))
  }

  func define(_ problem: Problem, fill: Fill, supplied: SuppliedTensors) throws(ProblemError)
    -> Definition
  {
    try supplied.refuseMask(variant: id)
    let hasSmall = problem.stripe > 0
    let drawing = BranchDrawing(
      problem: problem, fill: fill, supplied: supplied, branchCount: hasSmall ? 2 : 1)
    var branches = [
      try drawing.branch("large", height: problem.kernel, width: problem.kernel, isMain: true)
    ]
    if hasSmall {
      branches.append(
        try drawing.branch("small", height: problem.stripe, width: problem.stripe))
    }
    return try drawing.definition(branches)
  }
}

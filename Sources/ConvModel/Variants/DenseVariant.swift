/// One K × K depthwise convolution with bias and no normalisation: ConvNeXt with a larger kernel.
struct DenseVariant: ConvolutionVariant {
  let id = "dense"
  let summary = "one K×K kernel with bias"
  let source = "ConvNeXt, arXiv:2201.03545"
  let forms = [Form.mergedDense(id: "direct", summary: "the kernel as it is")]

  func problem(_ request: ProblemRequest) throws(ProblemError) -> Problem {
    try request.completed(variant: id, stripe: 0)
  }

  func define(_ problem: Problem, fill: Fill, supplied: SuppliedTensors) throws(ProblemError)
    -> Definition
  {
    try supplied.refuseMask(variant: id)
    let drawing = BranchDrawing(problem: problem, fill: fill, supplied: supplied, branchCount: 1)
    var branch = try drawing.branch(
      "large", height: problem.kernel, width: problem.kernel, isMain: true, normalized: false)
    branch.bias = try drawing.bias("large")
    return try drawing.definition([branch])
  }
}

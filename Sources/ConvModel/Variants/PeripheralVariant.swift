/// A K × K kernel whose weights are shared on the cells of a peripheral grid, with a kernel-wise
/// positional embedding, over the first channels of the map: PeLK.
///
/// The embedding folds into the bias. Normalisation and the small branch exist together (`stripe` > 0),
/// as in the re-parameterised block that the paper builds on; the default has neither.
struct PeripheralVariant: ConvolutionVariant {
  let id = "peripheral"
  let summary = "K×K kernel with weights shared on a peripheral grid"
  let source = "PeLK, arXiv:2403.07589"
  let forms = [
    Form.mergedDense(id: "expanded", summary: "shared weights written out into a dense kernel"),
    Form(id: "shared", summary: "one weight per grid cell; a small branch runs on its own") {
      _, definition in
      definition.branches.enumerated().map { index, branch in
        let folded = FoldedBranch(branch, channels: definition.convolvedChannels)
        let stage = folded.stage(on: definition.convolvedMap, accumulates: index > 0)
        return branch.sharing.map { stage.compacted(to: $0.grid) } ?? stage
      }
    },
  ]

  func problem(_ request: ProblemRequest) throws(ProblemError) -> Problem {
    guard request.kernel > 0, request.kernel % 2 == 1 else {
      throw .kernelNotOdd(request.kernel)
    }
    var problem = try request.completed(variant: id, stripe: request.stripe ?? 0)
    do {
      problem.grid =
        try request.gridRuns.map { runs throws(SharingGrid.Invalid) in
          try SharingGrid(runs: runs, kernel: request.kernel)
        } ?? .standard(kernel: request.kernel)
    } catch { throw .grid(error) }
    return problem
  }

  func define(_ problem: Problem, fill: Fill, supplied: SuppliedTensors) throws(ProblemError)
    -> Definition
  {
    try supplied.refuseMask(variant: id)
    guard let grid = problem.grid else { preconditionFailure("peripheral problems have a grid") }
    let hasSmall = problem.stripe > 0
    let drawing = BranchDrawing(
      problem: problem, fill: fill, supplied: supplied, branchCount: hasSmall ? 2 : 1)
    var branches = [try drawing.sharedBranch("large", grid: grid, normalized: hasSmall)]
    if hasSmall {
      branches.append(
        try drawing.branch("small", height: problem.stripe, width: problem.stripe))
    }
    return try drawing.definition(branches)
  }
}

extension Stage {
  /// The same stage with one weight per grid cell; the weights must be constant on the cells.
  fileprivate func compacted(to grid: SharingGrid) -> Stage {
    var result = self
    result.structure = .shared(grid)
    let starts = grid.starts
    let width = shape.kernelWidth
    result.weights = (0..<shape.map.channels).flatMap { channel in
      starts.flatMap { row in
        starts.map { column in weights[channel * shape.tapCount + row * width + column] }
      }
    }
    return result
  }
}

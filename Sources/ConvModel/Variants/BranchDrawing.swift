/// Draws the branches of one problem, or takes them from supplied tensors.
struct BranchDrawing {
  let problem: Problem
  let fill: Fill
  let supplied: SuppliedTensors
  /// Branches that share the unit variance of the output.
  let branchCount: Int
  /// Share of taps that will survive masking; the rest gain what these lose in variance.
  var density = 1.0

  private var channels: Int { problem.convolvedChannels }

  /// A plain branch; `isMain` lets `--weights` replace its kernel.
  func branch(
    _ name: String, height: Int, width: Int, isMain: Bool = false, normalized: Bool = true
  ) throws(ProblemError) -> BranchDefinition {
    let shape = [channels, height, width]
    var given = try supplied.values("\(name).weights", shape: shape)
    if given == nil, isMain { given = try supplied.mainWeights(shape: shape) }
    let weights =
      given
      ?? fill.values(
        role: "\(name).weights", planes: channels, count: height * width,
        deviation: (1 / (density * Double(height * width))).squareRoot())
    return BranchDefinition(
      name: name, kernelHeight: height, kernelWidth: width, weights: weights,
      normalization: normalized ? try normalization(name) : nil)
  }

  /// A branch on a sharing grid with its positional embedding.
  func sharedBranch(
    _ name: String, grid: SharingGrid, normalized: Bool
  ) throws(ProblemError) -> BranchDefinition {
    let kernel = grid.kernel
    let cells = [channels, grid.count, grid.count]
    // A cell's box sum has variance equal to its area, so 1/K² per weight keeps the output at 1.
    var given = try supplied.values("\(name).weights", shape: cells)
    if given == nil { given = try supplied.sharedMainWeights(grid: grid, channels: channels) }
    let weights =
      given
      ?? fill.values(
        role: "\(name).weights", planes: channels, count: grid.count * grid.count,
        deviation: 1 / Double(kernel))
    let positional =
      try supplied.values("\(name).positional", shape: [channels, kernel, kernel])
      ?? fill.values(
        role: "\(name).positional", planes: channels, count: kernel * kernel, deviation: 0.02,
        bound: 1)
    return BranchDefinition(
      name: name, kernelHeight: kernel, kernelWidth: kernel, weights: [],
      sharing: SharedWeights(grid: grid, weights: weights, positional: positional),
      normalization: normalized ? try normalization(name) : nil)
  }

  /// A convolution bias.
  func bias(_ name: String) throws(ProblemError) -> [Float] {
    try supplied.values("\(name).bias", shape: [channels])
      ?? fill.values(role: "\(name).bias", planes: channels, count: 1, deviation: 0.1)
  }

  /// Prunes every branch by the problem's mask method, or by supplied masks.
  func applyMasks(to branches: inout [BranchDefinition]) throws(ProblemError) {
    let tensors = branches.map { branch in
      MaskedTensor(
        name: branch.name, channels: channels, kernelHeight: branch.kernelHeight,
        kernelWidth: branch.kernelWidth, weights: branch.weights)
    }
    let drawn = problem.mask.draw(tensors, sparsity: problem.sparsity, fill: fill)
    for index in branches.indices {
      let branch = branches[index]
      let given = try supplied.mask(
        "\(branch.name).mask", kernel: problem.kernel, channels: channels,
        height: branch.kernelHeight, width: branch.kernelWidth)
      if given == nil, problem.mask == .file { throw .maskMissing(branch: branch.name) }
      let mask = given ?? drawn[index]
      branches[index].mask = mask
      for (tap, isKept) in mask.enumerated() where isKept == 0 {
        branches[index].weights[tap] = 0
      }
    }
  }

  /// The definition, unless a supplied tensor belongs to none of its branches.
  func definition(_ branches: [BranchDefinition]) throws(ProblemError) -> Definition {
    try supplied.refuseUnused(by: branches, variant: problem.variant)
    return Definition(map: problem.map, convolvedChannels: channels, branches: branches)
  }

  private func normalization(_ name: String) throws(ProblemError) -> BatchNormalization {
    var result = BatchNormalization.drawn(
      fill, role: "\(name).bn", channels: channels, branches: branchCount)
    let shape = [channels]
    if let gamma = try supplied.values("\(name).bn.gamma", shape: shape) { result.gamma = gamma }
    if let beta = try supplied.values("\(name).bn.beta", shape: shape) { result.beta = beta }
    if let mean = try supplied.values("\(name).bn.mean", shape: shape) { result.mean = mean }
    if let variance = try supplied.values("\(name).bn.variance", shape: shape) {
      result.variance = variance
    }
    if let epsilon = supplied.epsilons[name] { result.epsilon = epsilon }
    return result
  }
}

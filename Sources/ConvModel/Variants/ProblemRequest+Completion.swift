extension ProblemRequest {
  /// A checked problem with the defaults of a variant without grid.
  func completed(
    variant: String, stripe: Int, isSparse: Bool = false
  ) throws(ProblemError) -> Problem {
    let problem = Problem(
      variant: variant, map: map, kernel: kernel, stripe: stripe,
      sparsity: isSparse ? sparsity ?? Problem.defaultSparsity : 0,
      mask: isSparse ? mask ?? .uniform : .uniform, grid: nil,
      convolvedChannels: convolvedChannels ?? map.channels, seed: seed)
    try problem.validateGeometry()
    return problem
  }
}

/// The tensors of a variant's operator, counted on its own definition and forms.
///
/// Every channel of a problem is alike, so one channel is defined and rewritten, and multiplied.
struct ProblemOutline {
  private let layer: NetworkLayer
  private let channels: Int
  /// The problem on one channel, without masks: these are counted from the share of pruned weights.
  private let problem: Problem
  private let variant: any ConvolutionVariant
  private let definition: Definition

  init(_ problem: Problem, layer: NetworkLayer) throws(NetworkError) {
    var single = problem
    single.map.channels = 1
    single.map.batch = 1
    single.convolvedChannels = 1
    if single.variant == MixerDescription.sparse {
      single.variant = MixerDescription.decomposed
      single.sparsity = 0
    }
    self.layer = layer
    channels = problem.convolvedChannels
    self.problem = single
    do {
      variant = try VariantCatalog.variant(single.variant)
      definition = try variant.define(
        single, fill: Fill(.unitVariance, seed: single.seed), supplied: .none)
    } catch { throw .problem(layer: layer.name, error) }
  }

  /// The branches as defined, or the stages of a form, with as many values per tensor as all channels
  /// have.
  func tensors(level: MergeLevel) -> [ParameterTensor] {
    switch level {
    case .train: return definition.branches.flatMap(tensors)
    case .folded: return stages(variant.forms.first { $0.id == "branches" })
    case .operators, .merged: return stages(nil)
    }
  }

  private func tensors(_ branch: BranchDefinition) -> [ParameterTensor] {
    let prefix = branch.name + "."
    let window = TapWindow(kernelHeight: branch.kernelHeight, kernelWidth: branch.kernelWidth)
    let taps = branch.kernelHeight * branch.kernelWidth
    let cells = branch.sharing.map { $0.grid.count * $0.grid.count }
    var tensors = [
      weight(
        prefix + "weight", count: cells ?? taps, macs: taps * layer.output.pixelCount,
        usefulMACs: window.usefulPairs(layer.input, layer.output))
    ]
    if branch.bias != nil { tensors.append(.vector(prefix + "bias", channels)) }
    if branch.normalization != nil {
      tensors += ParameterTensor.batchNorm(prefix + "norm.", channels: channels)
    }
    return tensors
  }

  /// The stages of `form`, or of the most rewritten one.
  private func stages(_ form: Form?) -> [ParameterTensor] {
    guard let form = form ?? variant.forms.last else { return [] }
    let stages = variant.program(problem, definition, form: form).stages
    return stages.enumerated().flatMap { index, stage in
      let prefix = stages.count == 1 ? "" : "stage\(index)."
      let cost = StageCost(stage)
      let biases = stage.bias == nil ? 0 : 1
      let count = cost.params - biases
      var tensor = weight(
        prefix + "weight", count: count, macs: cost.nominalMACs, usefulMACs: cost.usefulMACs)
      if stages.count == 1, definition.branches.count > 1, layer.sparsity > 0 {
        let kept = channels * count - Int((Double(channels) * expectedZeros).rounded())
        tensor = .matrix(
          tensor.name, tensor.count, kept: kept, macs: tensor.macs,
          usefulMACs: tensor.usefulMACs)
      }
      return [tensor] + (biases == 0 ? [] : [.vector(prefix + "bias", channels)])
    }
  }

  private func weight(
    _ name: String, count: Int, macs: Int, usefulMACs: Int
  ) -> ParameterTensor {
    .matrix(
      name, channels * count, macs: channels * macs, usefulMACs: channels * usefulMACs,
      sparsity: layer.sparsity)
  }

  /// Taps of the merged kernel that all branches over them have pruned, on average, independently.
  private var expectedZeros: Double {
    var covering = Array(repeating: 0, count: problem.kernel * problem.kernel)
    for branch in definition.branches {
      let top = (problem.kernel - branch.kernelHeight) / 2
      let left = (problem.kernel - branch.kernelWidth) / 2
      for row in top..<(top + branch.kernelHeight) {
        for column in left..<(left + branch.kernelWidth) {
          covering[row * problem.kernel + column] += 1
        }
      }
    }
    return covering.reduce(0) { zeros, branches in
      branches == 0 ? zeros : zeros + power(layer.sparsity, branches)
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}

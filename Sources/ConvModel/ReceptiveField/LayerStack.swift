/// A stack of depthwise layers of one variant, each with weights of its own.
///
/// A layer is x ← a(conv(x)), or with residual x ← (x + a(conv(x)))/√2, where a is the identity or
/// √2·max(0, ·): drawn weights give every convolution unit variance, and the factors keep it, so that
/// gradients neither vanish nor overflow with the depth.
package struct LayerStack: Sendable {
  /// What follows each convolution.
  package enum Activation: String, CaseIterable, Sendable {
    case none
    case relu
  }

  package var variant: any ConvolutionVariant
  /// Shape and kernel of every layer, and the seed that the layers' seeds follow from.
  package var request: ProblemRequest
  package var depth: Int
  package var activation: Activation
  package var isResidual: Bool
  /// Tensors from files: none, one for all layers, or one per layer.
  package var supplied: [SuppliedTensors]

  package init(
    variant: any ConvolutionVariant, request: ProblemRequest, depth: Int,
    activation: Activation = .none, isResidual: Bool = false, supplied: [SuppliedTensors] = []
  ) {
    precondition(depth >= 1, "a stack has at least one layer")
    precondition(
      supplied.count <= 1 || supplied.count == depth, "one supplied layer, or one per layer")
    self.variant = variant
    self.request = request
    self.depth = depth
    self.activation = activation
    self.isResidual = isResidual
    self.supplied = supplied
  }

  /// The layers in the variant's most rewritten form, first to last; allocates their weights.
  package func programs() throws(ProblemError) -> [Program] {
    guard let form = variant.forms.last else { return [] }
    var programs: [Program] = []
    for index in 0..<depth {
      var request = request
      var seeds = Fill(.unitVariance, seed: request.seed).stream(role: "layer", index: index)
      request.seed = seeds.next()
      let problem = try variant.problem(request)
      let tensors: SuppliedTensors =
        supplied.isEmpty ? .none : supplied[supplied.count == 1 ? 0 : index]
      let definition = try variant.define(
        problem, fill: Fill(.unitVariance, seed: problem.seed), supplied: tensors)
      programs.append(variant.program(problem, definition, form: form))
    }
    return programs
  }

  /// K·√depth, what the side of the field grows as (Ding et al., arXiv:2410.08049).
  package var theoreticalSide: Double { Double(request.kernel) * Double(depth).squareRoot() }

  /// The images that the stack sees, `nchw`: seeded values of unit variance; allocates them.
  package var drawnInput: [Float] {
    let map = request.map
    return Fill(.unitVariance, seed: request.seed).values(
      role: "input", planes: map.batch * map.channels, count: map.pixelCount, deviation: 1)
  }
}

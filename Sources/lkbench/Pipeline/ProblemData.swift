import ConvModel
import ConvReference

/// One problem with data: its definition, its input, and the judge of its outputs.
///
/// Expensive (it evaluates the reference), hence made once per problem and fill and shared by all
/// forms, algorithms and layouts.
struct ProblemData: Sendable {
  let problem: Problem
  let fill: Fill.Kind
  let definition: Definition
  /// `nchw`.
  let input: [Float]
  let check: OutputCheck

  /// Draws the weights and the input, or takes them from files, and evaluates the reference.
  init(
    _ problem: Problem, fill kind: Fill.Kind, supplied: SuppliedTensors = .none,
    input given: SuppliedTensor? = nil
  ) throws(ProblemError) {
    let fill = Fill(kind, seed: problem.seed)
    let definition = try VariantCatalog.variant(problem.variant)
      .define(problem, fill: fill, supplied: supplied)
    let input =
      try given.map { tensor throws(ProblemError) in
        try Self.activations(tensor, of: problem.map)
      } ?? Self.drawnInput(problem.map, fill: fill)
    self.problem = problem
    self.fill = kind
    self.definition = definition
    self.input = input
    check = OutputCheck(
      definition, input: input,
      reference: ReferenceConvolution.evaluate(definition, input: input))
  }

  private init(
    _ problem: Problem, _ fill: Fill.Kind, _ definition: Definition, _ input: [Float],
    _ check: OutputCheck
  ) {
    self.problem = problem
    self.fill = fill
    self.definition = definition
    self.input = input
    self.check = check
  }

  /// The backward pass as data of its own; expensive, like `init`.
  ///
  /// Its definition is the gradient's, its input a drawn gradient of the output.
  var inputGradient: ProblemData {
    let map = problem.map
    let gradient = Fill(fill, seed: problem.seed).values(
      role: "output.gradient", planes: map.batch * map.channels, count: map.pixelCount,
      deviation: 1)
    let reference = ReferenceGradient.input(
      definition, outputGradient: gradient.map(Double.init))
    let backward = definition.inputGradient
    return ProblemData(
      problem, fill, backward, gradient,
      OutputCheck(backward, input: gradient, reference: reference))
  }

  /// The fills to verify on; the last is the one to measure with.
  ///
  /// Small integers only where every tensor is drawn, since nothing is known of supplied values.
  static func fills(supplied: SuppliedTensors, input: SuppliedTensor?) -> [Fill.Kind] {
    let isDrawn = supplied.weights == nil && supplied.named.isEmpty && input == nil
    return isDrawn ? [.smallIntegers, .unitVariance] : [.unitVariance]
  }

  /// The problem rewritten into the form of that id; allocates its weights.
  func program(form: String) throws(ProblemError) -> Program {
    let variant = try VariantCatalog.variant(problem.variant)
    return variant.program(problem, definition, form: try variant.form(form))
  }

  /// The values of `--input`: [N, C, H, W], or [C, H, W] for one image.
  static func activations(
    _ tensor: SuppliedTensor, of map: MapShape
  ) throws(ProblemError) -> [Float] {
    let image = [map.channels, map.height, map.width]
    if map.batch == 1, tensor.shape == image { return tensor.values }
    return try tensor.checked(name: "input", shape: [map.batch] + image)
  }

  /// Activations of unit variance as planes, the same for a seed in every process.
  static func drawnInput(_ map: MapShape, fill: Fill) -> [Float] {
    fill.values(
      role: "input", planes: map.batch * map.channels, count: map.pixelCount, deviation: 1)
  }
}

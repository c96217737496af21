import ConvModel
import ConvReference
import Testing

@Suite("Gradients")
struct GradientTests {
  private static let map = MapShape(batch: 2, channels: 3, height: 5, width: 6)

  private static func drawn(
    _ id: String, kernel: Int, fill: Fill, map: MapShape = Self.map
  ) throws -> (problem: Problem, definition: Definition, variant: any ConvolutionVariant) {
    let variant = try VariantCatalog.variant(id)
    let problem = try variant.problem(
      ProblemRequest(map: map, kernel: kernel, stripe: id == "dense" ? nil : 3))
    return (problem, try variant.define(problem, fill: fill, supplied: .none), variant)
  }

  /// Values whose sums with a step of 2⁻⁶ are exact in `Float`.
  private static func tensor(_ role: String, map: MapShape, fill: Fill) -> [Float] {
    fill.values(role: role, planes: map.batch * map.channels, count: map.pixelCount, deviation: 1)
      .map { ($0 * 4096).rounded() / 4096 }
  }

  /// L = Σ ½y² + b·y, whose gradient is y + b and whose central differences are exact but for rounding.
  private static func loss(_ definition: Definition, _ input: [Float], _ linear: [Float]) -> Double
  {
    let output = ReferenceConvolution.evaluate(definition, input: input)
    return zip(output.values, linear).reduce(0) { $0 + ($1.0 / 2 + Double($1.1)) * $1.0 }
  }

  private static func outputGradient(
    _ definition: Definition, _ input: [Float], _ linear: [Float]
  ) -> [Double] {
    let output = ReferenceConvolution.evaluate(definition, input: input)
    return zip(output.values, linear).map { $0 + Double($1) }
  }

  @Test(
    "the input gradient is what central differences in Double find",
    arguments: VariantCatalog.all.map(\.id), [Fill.Kind.smallIntegers, .unitVariance])
  func inputByDifferences(id: String, kind: Fill.Kind) throws {
    let fill = Fill(kind, seed: 5)
    let definition = try Self.drawn(id, kernel: 5, fill: fill).definition
    let input = Self.tensor("input", map: Self.map, fill: fill)
    let linear = Self.tensor("linear", map: Self.map, fill: fill)
    let gradient = ReferenceGradient.input(
      definition, outputGradient: Self.outputGradient(definition, input, linear))
    let step: Float = kind == .smallIntegers ? 1 : 0x1p-6
    for index in input.indices {
      var (above, below) = (input, input)
      above[index] += step
      below[index] -= step
      let difference =
        (Self.loss(definition, above, linear) - Self.loss(definition, below, linear))
        / (2 * Double(step))
      let found = gradient.values[index]
      #expect(abs(found - difference) <= 1e-10 * max(1, abs(difference)), "\(id), input \(index)")
    }
  }

  @Test(
    "the weight gradient of each folded branch is what central differences in Double find",
    arguments: ["dense", "decomposed"], [Fill.Kind.smallIntegers, .unitVariance])
  func weightsByDifferences(id: String, kind: Fill.Kind) throws {
    let fill = Fill(kind, seed: 6)
    var definition = try Self.drawn(id, kernel: 7, fill: fill).definition
    for index in definition.branches.indices {
      definition.branches[index].normalization = nil
      definition.branches[index].weights = definition.branches[index].weights.map {
        ($0 * 4096).rounded() / 4096
      }
    }
    let input = Self.tensor("input", map: Self.map, fill: fill)
    let linear = Self.tensor("linear", map: Self.map, fill: fill)
    let outputGradient = Self.outputGradient(definition, input, linear)
    let step: Float = kind == .smallIntegers ? 1 : 0x1p-6
    for (index, branch) in definition.branches.enumerated() {
      let shape = DepthwiseShape(
        map: definition.convolvedMap, kernelHeight: branch.kernelHeight,
        kernelWidth: branch.kernelWidth)
      let gradient = ReferenceGradient.weights(
        shape, of: Self.map, input: input.map(Double.init), outputGradient: outputGradient)
      for tap in branch.weights.indices {
        var (above, below) = (definition, definition)
        above.branches[index].weights[tap] += step
        below.branches[index].weights[tap] -= step
        let difference =
          (Self.loss(above, input, linear) - Self.loss(below, input, linear)) / (2 * Double(step))
        #expect(
          abs(gradient[tap] - difference) <= 1e-10 * max(1, abs(difference)),
          "\(id), \(branch.name) tap \(tap)")
      }
    }
  }

  @Test(
    "every form's program and its gradient are adjoint: ⟨conv(x), g⟩ = ⟨x, grad(g)⟩, exactly",
    arguments: VariantCatalog.all.map(\.id), [3, 7])
  func adjoint(id: String, kernel: Int) throws {
    let fill = Fill(.smallIntegers, seed: 7)
    let map = MapShape(batch: 2, channels: 4, height: 4, width: 9)
    let (problem, definition, variant) = try Self.drawn(id, kernel: kernel, fill: fill, map: map)
    let input = Self.tensor("input", map: map, fill: fill)
    let gradient = Self.tensor("gradient", map: map, fill: fill)
    func product(_ left: [Double], _ right: [Float]) -> Double {
      zip(left, right).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    for form in variant.forms {
      let program = variant.program(problem, definition, form: form)
      // Without its constant part the program is linear.
      let constant = program.evaluated(input.map { _ in 0 })
      let linear = zip(program.evaluated(input), constant).map { $0 - $1 }
      let back = program.inputGradient.evaluated(gradient)
      #expect(product(linear, gradient) == product(back, input), "\(id) \(form.id)")
      let reference = ReferenceGradient.input(
        definition, outputGradient: gradient.map(Double.init))
      #expect(back == reference.values, "\(id) \(form.id)")
      #expect(back.contains { $0 != 0 })
    }
  }

  @Test(
    "lowering commutes with differentiating, and differentiating twice gives the kernel back",
    arguments: VariantCatalog.all.map(\.id))
  func commutes(id: String) throws {
    let fill = Fill(.unitVariance, seed: 8)
    let (problem, definition, variant) = try Self.drawn(id, kernel: 7, fill: fill)
    for form in variant.forms {
      let program = variant.program(problem, definition, form: form)
      let lowered = variant.program(problem, definition.inputGradient, form: form)
      for (stage, other) in zip(program.inputGradient.stages, lowered.stages) {
        #expect(stage.outline == other.outline && stage.accumulates == other.accumulates)
        #expect(stage.weights == other.weights, "\(id) \(form.id)")
        #expect(stage.bias == nil && (other.bias ?? []).allSatisfy { $0 == 0 })
      }
      for (stage, twice) in zip(program.stages, program.inputGradient.inputGradient.stages) {
        #expect(stage.weights == twice.weights && stage.outline == twice.outline)
      }
    }
  }
}

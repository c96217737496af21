import ConvModel
import ConvPlanning
import ConvReference
import KernelBuilds
import Testing

@Suite("Gradient of a stack")
struct StackGradientTests {
  private static let size = 24

  private static func stack(
    _ id: String = "dense", kernel: Int, depth: Int, channels: Int = 16, seed: UInt64 = 1,
    activation: LayerStack.Activation = .none, isResidual: Bool = false,
    weight: ((_ ky: Int, _ kx: Int) -> Float)? = nil
  ) throws -> LayerStack {
    let supplied = weight.map { weight in
      let plane = (0..<kernel * kernel).map { weight($0 / kernel, $0 % kernel) }
      return SuppliedTensors(
        weights: SuppliedTensor(
          shape: [channels, kernel, kernel],
          values: Array(repeating: plane, count: channels).flatMap { $0 }))
    }
    return LayerStack(
      variant: try VariantCatalog.variant(id),
      request: ProblemRequest(
        map: MapShape(channels: channels, height: size, width: size), kernel: kernel, seed: seed),
      depth: depth, activation: activation, isResidual: isResidual,
      supplied: supplied.map { [$0] } ?? [])
  }

  private static func contributions(_ stack: LayerStack) throws -> [Double] {
    try StackGradient(stack, planner: KernelBuild.widest.planner()).contributions(
      input: stack.drawnInput)
  }

  @Test("a delta kernel sees one pixel: squares of side 3", arguments: [1, 3])
  func delta(depth: Int) throws {
    let stack = try Self.stack(kernel: 3, depth: depth) { $0 == 1 && $1 == 1 ? 1 : 0 }
    let map = ContributionMap(accumulated: try Self.contributions(stack), size: Self.size)
    for share in ContributionMap.publishedShares { #expect(map.squareSide(share: share) == 3) }
  }

  @Test("one layer of a box kernel sees the box")
  func box() throws {
    let side = 9
    let stack = try Self.stack(kernel: side, depth: 1) { _, _ in 0.125 }
    let map = ContributionMap(accumulated: try Self.contributions(stack), size: Self.size)
    for share in ContributionMap.publishedShares {
      let expected = stride(from: 3, through: side, by: 2).first { square in
        Double(square * square) > share * Double(side * side)
      }
      #expect(map.squareSide(share: share) == expected, "t = \(share)")
    }
  }

  @Test(
    "agrees with central differences of the stack",
    arguments: [("dense", false), ("dense", true), ("decomposed", false)],
    [LayerStack.Activation.none, .relu])
  func differences(layer: (id: String, isResidual: Bool), activation: LayerStack.Activation) throws
  {
    let stack = try Self.stack(
      layer.id, kernel: 5, depth: 3, channels: 3, activation: activation,
      isResidual: layer.isResidual)
    let gradient = try Self.contributions(stack)
    let input = stack.drawnInput
    // Wide where nothing is cut off, since rounding to `Float` between the layers is divided by it.
    let step: Float = activation == .relu ? 0x1p-9 : 0x1p-4
    let map = stack.request.map
    for (y, x) in [(12, 12), (11, 13), (9, 12), (14, 8), (3, 12), (12, 22)] {
      var expected = 0.0
      for channel in 0..<map.channels {
        let index = (channel * map.height + y) * map.width + x
        var (above, below) = (input, input)
        above[index] += step
        below[index] -= step
        let width = Double(above[index]) - Double(below[index])
        expected += max(
          0, (try Self.objective(stack, above) - Self.objective(stack, below)) / width)
      }
      let found = gradient[y * map.width + x]
      // A ReLU that switches within the step makes a difference inexact.
      let tolerance = activation == .relu ? 0.05 : 1e-3
      #expect(abs(found - expected) <= tolerance * max(0.1, expected), "pixel (\(y), \(x))")
    }
  }

  /// s of the stack in `Double`, layer by layer by the reference convolution.
  private static func objective(_ stack: LayerStack, _ input: [Float]) throws -> Double {
    var value = input
    let map = stack.request.map
    for program in try stack.programs() {
      let branches = program.stages.map { stage in
        BranchDefinition(
          name: "stage", kernelHeight: stage.shape.kernelHeight,
          kernelWidth: stage.shape.kernelWidth, weights: stage.weights, bias: stage.bias)
      }
      let definition = Definition(map: map, convolvedChannels: map.channels, branches: branches)
      let output = ReferenceConvolution.evaluate(definition, input: value)
      value = zip(output.values, value).map { result, before in
        let active = stack.activation == .relu ? max(0, result) * 2.0.squareRoot() : result
        return Float(stack.isResidual ? (active + Double(before)) / 2.0.squareRoot() : active)
      }
    }
    return (0..<map.channels).reduce(0) { sum, channel in
      let centre = (channel * map.height + map.height / 2) * map.width + map.width / 2
      return sum + max(0, Double(value[centre]))
    }
  }

  @Test("the same seed gives the same map, another seed another; layers differ")
  func deterministic() throws {
    let first = try Self.contributions(Self.stack("sparse", kernel: 7, depth: 2))
    #expect(try Self.contributions(Self.stack("sparse", kernel: 7, depth: 2)) == first)
    #expect(try Self.contributions(Self.stack("sparse", kernel: 7, depth: 2, seed: 2)) != first)
    let programs = try Self.stack("dense", kernel: 7, depth: 2).programs()
    #expect(programs[0].stages[0].weights != programs[1].stages[0].weights)
  }

  @Test(
    "larger kernels and deeper stacks see more, in every variant",
    arguments: VariantCatalog.all.map(\.id))
  func growth(id: String) throws {
    func side(_ kernel: Int, _ depth: Int) throws -> Int {
      let stack = try Self.stack(id, kernel: kernel, depth: depth)
      let map = ContributionMap(accumulated: try Self.contributions(stack), size: Self.size)
      return map.squareSide(share: 0.5) ?? Self.size
    }
    let small = try side(3, 2)
    #expect(try side(9, 2) > small)
    #expect(try side(3, 8) > small)
  }
}

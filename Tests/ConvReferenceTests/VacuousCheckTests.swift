import ConvModel
import ConvReference
import Testing

/// Data on which a comparison could come out as agreement without comparing anything.
@Suite("Checks on data that prove nothing")
struct VacuousCheckTests {
  private static func isMistrusted(_ result: CheckResult) -> Bool {
    if case .mistrusted = result.outcome { true } else { false }
  }

  // MARK: Outputs

  /// Two channels of 3 × 3 pixels under 1 × 1 kernels.
  private static func check(
    weights: [Float], bias: [Float], input: [Float], convolved: Int = 2
  ) -> OutputCheck {
    var branch = BranchDefinition(
      name: "large", kernelHeight: 1, kernelWidth: 1, weights: weights)
    branch.bias = bias
    let definition = Definition(
      map: MapShape(channels: 2, height: 3, width: 3), convolvedChannels: convolved,
      branches: [branch])
    return OutputCheck(
      definition, input: input, reference: ReferenceConvolution.evaluate(definition, input: input))
  }

  private static let ramp = (1...18).map(Float.init)

  @Test("an input that is not finite where the reference multiplies it by nothing is no agreement")
  func infiniteInput() {
    // The reference skips a tap of weight 0, so that its output is finite; the bound is not.
    var input = Self.ramp
    input[4] = .infinity
    let check = Self.check(weights: [0, 1], bias: [3, 0], input: input)
    #expect(check.reference.values.allSatisfy { $0.isFinite })
    var output = check.reference.rounded
    #expect(Self.isMistrusted(check.check(output)))
    output[4] = .nan
    #expect(!check.check(output).passed)
  }

  @Test("a weight that is not finite under a mask does not switch the check off")
  func maskedNaN() {
    let map = MapShape(channels: 1, height: 3, width: 3)
    let branch = BranchDefinition(
      name: "large", kernelHeight: 1, kernelWidth: 3, weights: [.nan, 1, 0], mask: [0, 1, 1])
    let definition = Definition(map: map, convolvedChannels: 1, branches: [branch])
    let input = Array(Self.ramp.prefix(9))
    let reference = ReferenceConvolution.evaluate(definition, input: input)
    #expect(reference.values == input.map(Double.init))
    let check = OutputCheck(definition, input: input, reference: reference)
    #expect(!check.check(input.map { $0 + 1 }).passed)
    #expect(!check.check(input).passed)
  }

  @Test("where nothing is convolved there is nothing to agree with")
  func nothingConvolved() {
    let check = Self.check(weights: [], bias: [], input: Self.ramp, convolved: 0)
    #expect(Self.isMistrusted(check.check(Self.ramp)))
  }

  @Test("a kernel that writes each channel's bias alone does not pass")
  func biasesAlone() {
    let check = Self.check(weights: [0, 0], bias: [1, 2], input: Self.ramp)
    #expect(Self.isMistrusted(check.check(check.reference.rounded)))
    // A single output is enough to tell.
    let one = BranchDefinition(
      name: "large", kernelHeight: 1, kernelWidth: 1, weights: [2], bias: [1])
    let definition = Definition(
      map: MapShape(channels: 1, height: 1, width: 1), convolvedChannels: 1, branches: [one])
    func result(_ input: Float) -> CheckResult {
      let reference = ReferenceConvolution.evaluate(definition, input: [input])
      return OutputCheck(definition, input: [input], reference: reference)
        .check(reference.rounded, mode: .exact)
    }
    #expect(result(3).passed)
    #expect(Self.isMistrusted(result(0)))
  }

  @Test("a bias that drowns the convolution in its rounding proves nothing")
  func drowned() {
    let check = Self.check(
      weights: [0x1p-40, 0x1p-40], bias: [1000, 2000], input: Self.ramp)
    #expect(Self.isMistrusted(check.check(check.reference.rounded)))
  }

  // MARK: Weight gradients

  private static let map = MapShape(channels: 2, height: 4, width: 4)
  private static let shape = DepthwiseShape(map: map, kernelHeight: 3, kernelWidth: 3)
  private static let tensor = (0..<32).map { Float($0 % 7 - 3) }

  @Test(
    "a gradient of data that are not finite is no agreement", arguments: [Float.nan, .infinity])
  func nonFiniteGradient(value: Float) {
    var input = Self.tensor
    input[9] = value
    let check = WeightGradientCheck(
      Self.shape, of: Self.map, input: input, outputGradient: Self.tensor)
    for fill in Fill.Kind.allCases {
      let wrong = check.check(
        Array(repeating: 42, count: 18), rounding: .summation, fill: fill)
      #expect(!wrong.passed, "\(wrong)")
    }
  }

  @Test("a gradient that is wrong or not finite anywhere fails, wherever it is", arguments: 0..<18)
  func everyTap(tap: Int) {
    let check = WeightGradientCheck(
      Self.shape, of: Self.map, input: Self.tensor, outputGradient: Self.tensor)
    let right = check.reference.map(Float.init)
    #expect(check.check(right, rounding: .summation, fill: .smallIntegers).passed)
    for value in [Float.nan, .infinity, right[tap] + 1] {
      var wrong = right
      wrong[tap] = value
      for fill in Fill.Kind.allCases {
        let result = check.check(wrong, rounding: .summation, fill: fill)
        #expect(result.outcome == .failed, "\(result)")
        #expect(result.worst?.channel == tap / 9)
      }
    }
  }

  @Test("a gradient of zeros proves nothing, also a single one")
  func zeroGradient() {
    let one = MapShape(channels: 1, height: 1, width: 1)
    let shape = DepthwiseShape(map: one, kernelHeight: 1, kernelWidth: 1)
    let check = WeightGradientCheck(shape, of: one, input: [2], outputGradient: [0])
    #expect(Self.isMistrusted(check.check([0], rounding: .summation, fill: .smallIntegers)))
    #expect(check.check([1], rounding: .summation, fill: .smallIntegers).outcome == .failed)
    #expect(check.defect(.summation, fill: .unitVariance) != nil)
    let good = WeightGradientCheck(
      Self.shape, of: Self.map, input: Self.tensor, outputGradient: Self.tensor)
    for fill in Fill.Kind.allCases { #expect(good.defect(.summation, fill: fill) == nil) }
  }

  // MARK: Layers

  @Test("the reference refuses to add tensors of different extents")
  func unequalSum() async {
    await #expect(processExitsWith: .failure) {
      let small = MapShape(channels: 1, height: 1, width: 2)
      let large = MapShape(channels: 1, height: 2, width: 2)
      _ = ReferenceLayers.add(ReferenceTensor(zeros: small), ReferenceTensor(zeros: large))
    }
  }

  @Test("a tensor that a network puts aside and never adds is refused")
  func leftOver() {
    let map = MapShape(channels: 1, height: 2, width: 2)
    func layer(_ operation: LayerOperation) -> NetworkLayer {
      NetworkLayer(
        name: "\(operation)", stage: nil, operation: operation, input: map, output: map)
    }
    func network(_ operations: LayerOperation...) -> NetworkWeights {
      NetworkWeights(
        Network(id: "n", title: "N", input: map, layers: operations.map(layer)), seed: 1)
    }
    #expect(throws: Never.self) { try ReferenceNetwork.evaluate(network(.keep, .add)) }
    #expect(throws: LayerError.self) { try ReferenceNetwork.evaluate(network(.keep)) }
    #expect(throws: LayerError.self) { try ReferenceNetwork.evaluate(network(.add)) }
  }

  @Test("the output of a network that is not finite, or no output, is within no bound")
  func networks() {
    let map = MapShape(channels: 2, height: 1, width: 1)
    let network = Network(id: "n", title: "N", input: map, layers: [])
    func passes(_ output: [Float], _ exact: [Double]) -> Bool {
      NetworkCheck(
        output, reference: ReferenceTensor(map: map, values: exact), network: network
      ).passed
    }
    #expect(passes([1, 2], [1, 2]) && !passes([1, 2.5], [1, 2]))
    for value in [Float.nan, .infinity] {
      #expect(!passes([value, 2], [1, 2]))
      #expect(!passes([value, 2], [Double(value), 2]))
    }
    #expect(!passes([0, 0], [0, 0]), "a network that writes zeros")
  }

  @Test("interpolated weight gradients have a bound of their own")
  func interpolatedGradient() {
    let check = WeightGradientCheck(
      Self.shape, of: Self.map, input: Self.tensor, outputGradient: Self.tensor)
    let right = check.reference.map(Float.init)
    func bound(_ rounding: Rounding) -> Double {
      check.check(right, rounding: rounding, fill: .unitVariance).errorBound
    }
    let small = bound(.interpolation(roundings: 18, growth: 2))
    let large = bound(.interpolation(roundings: 72, growth: 6))
    #expect(small > 0 && abs(large / small - 6) < 1e-12)
  }

  @Test("a reference of another size than its map is refused")
  func misfit() async {
    await #expect(processExitsWith: .failure) {
      _ = ReferenceOutput(
        map: MapShape(channels: 1, height: 1, width: 2), convolvedChannels: 1, values: [1, 2, 3])
    }
  }
}

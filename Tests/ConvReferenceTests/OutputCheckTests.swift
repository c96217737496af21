import ConvModel
import ConvReference
import Testing

@Suite struct OutputCheckTests {
  private static func data(_ kind: Fill.Kind = .unitVariance) throws -> EvaluatedProblem {
    try EvaluatedProblem(
      "dense",
      ProblemRequest(
        map: MapShape(batch: 2, channels: 3, height: 5, width: 4), kernel: 3,
        convolvedChannels: 2),
      fill: kind)
  }

  @Test("passes the rounded reference")
  func passes() throws {
    let data = try Self.data()
    let result = data.check.check(data.reference.rounded)
    #expect(result.passed)
    #expect(result.maxError <= result.errorBound && result.nonFiniteCount == 0)
  }

  @Test("names the worst element and its bound")
  func locates() throws {
    let data = try Self.data()
    var output = data.reference.rounded
    // Image 1, channel 1, y 3, x 2.
    output[((1 * 3 + 1) * 5 + 3) * 4 + 2] += 1
    let result = data.check.check(output)
    #expect(result.outcome == .failed)
    #expect(result.worst == CheckResult.Location(image: 1, channel: 1, y: 3, x: 2))
    #expect(abs(result.maxError - 1) < 1e-5)
    #expect(result.errorBound == data.check.bound.perChannel[1])
    #expect(result.description.contains("failed"))
    #expect(result.description.hasSuffix("at image 1, channel 1, y 3, x 2"))
  }

  @Test("counts outputs that are not finite and fails them", arguments: [Float.nan, .infinity])
  func nonFinite(value: Float) throws {
    let data = try Self.data()
    var output = data.reference.rounded
    output[7] = value
    output[9] = value
    let result = data.check.check(output)
    #expect(result.outcome == .failed)
    #expect(result.nonFiniteCount == 2)
    #expect(result.maxError == .infinity)
    #expect(result.worst == CheckResult.Location(image: 0, channel: 0, y: 1, x: 3))
  }

  @Test("channels that pass through are equal to the bit")
  func identity() throws {
    let data = try Self.data(.smallIntegers)
    let index = (0 * 3 + 2) * 20 + 6
    var output = data.reference.rounded
    #expect(data.check.check(output).passed)
    output[index] = output[index].nextUp
    #expect(data.check.check(output).outcome == .failed)

    // A zero of the wrong sign.
    let zero = try #require((40..<60).first { data.input[$0] == 0 })
    output = data.reference.rounded
    output[zero] = -0.0
    let result = data.check.check(output)
    #expect(result.outcome == .failed)
    #expect(result.worst?.channel == 2 && result.errorBound == 0)
  }

  @Test("exact mode accepts equality only")
  func exact() throws {
    let data = try Self.data(.smallIntegers)
    var output = data.reference.rounded
    #expect(data.check.check(output, mode: .exact).passed)
    output[0] = output[0].nextUp
    #expect(data.check.check(output, mode: .exact).outcome == .failed)
    #expect(data.check.check(output).passed)
  }

  @Test("a transform's bound grows with the logarithm of its points, and adds to that of sums")
  func transform() throws {
    let bound = try Self.data().check.bound
    let small = bound.bound(channel: 0, [.transform(points: 16)])
    let large = bound.bound(channel: 0, [.transform(points: 256)])
    #expect(abs(large / small - 2.0.squareRoot()) < 1e-12)
    let both = bound.bound(channel: 0, [.summation, .transform(points: 16)])
    #expect(abs(both - bound.perChannel[0] - small) < 1e-12 * both)
  }

  @Test("an interpolation's bound grows with its growth and the root of its roundings")
  func interpolation() throws {
    let bound = try Self.data().check.bound
    let small = bound.bound(channel: 0, [.interpolation(roundings: 9, growth: 2)])
    let large = bound.bound(channel: 0, [.interpolation(roundings: 36, growth: 6)])
    #expect(abs(large / small - 6) < 1e-12)
    let both = bound.bound(channel: 0, [.summation, .interpolation(roundings: 9, growth: 2)])
    #expect(abs(both - bound.perChannel[0] - small) < 1e-12 * both)
  }

  @Test("integers must stay integers unless a stage transforms them")
  func modes() {
    #expect(OutputCheck.Mode([.summation], fill: .smallIntegers) == .exact)
    #expect(OutputCheck.Mode([.summation], fill: .unitVariance) == .summation)
    let mixed: Set<Rounding> = [.summation, .transform(points: 64)]
    #expect(OutputCheck.Mode(mixed, fill: .smallIntegers) == .rounding(mixed))
  }

  private static func checkOf(weight: Float, bias: Float, input: [Float]) -> CheckResult {
    let map = MapShape(channels: 1, height: 4, width: 4)
    var branch = BranchDefinition(
      name: "large", kernelHeight: 1, kernelWidth: 1, weights: [weight])
    branch.bias = [bias]
    let definition = Definition(map: map, convolvedChannels: 1, branches: [branch])
    let reference = ReferenceConvolution.evaluate(definition, input: input)
    return OutputCheck(definition, input: input, reference: reference).check(reference.rounded)
  }

  @Test("mistrusts references that a broken kernel could meet")
  func mistrusts() {
    let ramp = (0..<16).map(Float.init)
    #expect(Self.checkOf(weight: 1, bias: 0, input: ramp).passed)
    #expect(
      Self.checkOf(weight: 0, bias: 2, input: ramp).outcome
        == .mistrusted("the reference output is constant"))
    #expect(
      Self.checkOf(weight: 1, bias: 0, input: ramp.map { $0 < 10 ? 0 : $0 }).outcome
        == .mistrusted("the reference output is mostly zeros"))
    #expect(
      Self.checkOf(weight: .infinity, bias: 0, input: ramp.map { $0 + 1 }).outcome
        == .mistrusted("the reference output is not finite"))
  }

  @Test("what is mistrusted is known before anything runs, and nothing else is mistrusted")
  func defects() throws {
    for kind in Fill.Kind.allCases {
      let data = try Self.data(kind)
      #expect(data.check.defect() == nil && data.check.defect(.exact) == nil)
    }
    // Six zeros of seven outputs may be chance, seven of eight are none.
    for count in [7, 8] {
      let map = MapShape(channels: 1, height: 1, width: count)
      let branch = BranchDefinition(
        name: "large", kernelHeight: 1, kernelWidth: 1, weights: [1])
      let definition = Definition(map: map, convolvedChannels: 1, branches: [branch])
      let input = (0..<count).map { $0 == 0 ? Float(1) : 0 }
      let check = OutputCheck(
        definition, input: input,
        reference: ReferenceConvolution.evaluate(definition, input: input))
      #expect((check.defect() == nil) == (count < 8))
    }
    // A channel that ignores the input is no defect beside one that does not.
    let map = MapShape(channels: 2, height: 2, width: 3)
    var branch = BranchDefinition(
      name: "large", kernelHeight: 1, kernelWidth: 1, weights: [0, 1])
    branch.bias = [1, 1]
    let definition = Definition(map: map, convolvedChannels: 2, branches: [branch])
    let input = (1...12).map(Float.init)
    let check = OutputCheck(
      definition, input: input, reference: ReferenceConvolution.evaluate(definition, input: input))
    #expect(check.defect() == nil && check.defect(.exact) == nil)
    #expect(check.check(check.reference.rounded, mode: .exact).passed)
  }

  @Test("the tolerance is the largest bound of a convolved channel, whatever rounds")
  func tolerance() throws {
    let check = try Self.data().check
    #expect(check.tolerance(.exact) == 0)
    #expect(check.tolerance(.summation) == check.bound.perChannel.max())
    let kinds: [Rounding] = [
      .transform(points: 16), .interpolation(roundings: 30, growth: 4),
    ]
    for kind in kinds {
      let bounds = (0..<2).map { check.bound.bound(channel: $0, [kind]) }
      #expect(check.tolerance(.rounding([kind])) == bounds.max())
      #expect(check.tolerance(.rounding([kind])) != check.tolerance(.summation))
    }
  }

  @Test("of several results a failed one speaks before a mistrusted one, and the worst of equals")
  func worstOfSeveral() throws {
    let data = try Self.data()
    let passed = data.check.check(data.reference.rounded)
    var output = data.reference.rounded
    output[0] += 1
    let failed = data.check.check(output)
    output[0] += 1
    let worse = data.check.check(output)
    let mistrusted = Self.checkOf(weight: 0, bias: 2, input: (0..<16).map(Float.init))
    #expect(CheckResult.worst(of: []) == nil)
    #expect(CheckResult.worst(of: [passed, mistrusted]) == mistrusted)
    #expect(CheckResult.worst(of: [failed, worse, mistrusted, passed]) == worse)
    output[0] = .nan
    let unknown = data.check.check(output)
    #expect(CheckResult.worst(of: [unknown, worse]) == unknown)
  }

  @Test("a wrong output fails even if its reference is mistrusted")
  func failsMistrusted() {
    let map = MapShape(channels: 1, height: 4, width: 4)
    let branch = BranchDefinition(
      name: "large", kernelHeight: 1, kernelWidth: 1, weights: [0])
    let definition = Definition(map: map, convolvedChannels: 1, branches: [branch])
    let input = (0..<16).map(Float.init)
    let reference = ReferenceConvolution.evaluate(definition, input: input)
    let check = OutputCheck(definition, input: input, reference: reference)
    #expect(check.check(input).outcome == .failed)
  }
}

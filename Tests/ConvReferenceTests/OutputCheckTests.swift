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

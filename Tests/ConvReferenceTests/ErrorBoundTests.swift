import ConvModel
import ConvReference
import Testing

@Suite struct ErrorBoundTests {
  private static let map = MapShape(channels: 2, height: 32, width: 32)

  private static func dense(
    kernel: Int, _ supplied: SuppliedTensors = .none, input: [Float]? = nil
  ) throws -> (program: Program, check: OutputCheck, input: [Float]) {
    let data = try EvaluatedProblem(
      "dense", ProblemRequest(map: map, kernel: kernel), fill: .unitVariance, supplied: supplied)
    let input = input ?? data.input
    let reference = ReferenceConvolution.evaluate(data.definition, input: input)
    return (
      data.program(try data.variant.form("direct")),
      OutputCheck(data.definition, input: input, reference: reference), input
    )
  }

  @Test(
    "a plain sum in Float stays within the bound, and not absurdly far",
    arguments: [1, 3, 7, 13, 31, 51, 101])
  func margin(kernel: Int) throws {
    let (program, check, input) = try Self.dense(kernel: kernel)
    let result = check.check(program.summedInFloat(input))
    #expect(result.passed, "\(result)")
    let ratio = result.maxError / result.errorBound
    #expect(ratio < 0.25 && ratio > 0.01, "ratio \(ratio)")
  }

  @Test("dropping one average tap of 101 × 101 breaks the bound by far")
  func dropsTap() throws {
    var (program, check, input) = try Self.dense(kernel: 101)
    let weights = program.stages[0].weights
    let average = weights.map(abs).reduce(0, +) / Float(weights.count)
    // Of the taps around the centre, which most outputs use, the one closest to average.
    let candidates = (40..<60).flatMap { row in (40..<60).map { row * 101 + $0 } }
    let tap = try #require(
      candidates.min { abs(abs(weights[$0]) - average) < abs(abs(weights[$1]) - average) })
    program.stages[0].weights[tap] = 0
    let result = check.check(program.evaluated(input).map(Float.init))
    #expect(result.outcome == .failed)
    #expect(result.worst?.channel == 0)
    #expect(result.maxError > 20 * result.errorBound, "\(result)")
  }

  @Test("swapped neighbouring weights and a shifted row break the bound")
  func breaks() throws {
    var (program, check, input) = try Self.dense(kernel: 51)
    program.stages[0].weights.swapAt(25 * 51 + 25, 25 * 51 + 26)
    #expect(check.check(program.evaluated(input).map(Float.init)).outcome == .failed)
    var shifted = check.reference.rounded
    shifted.insert(shifted.removeLast(), at: 0)
    #expect(check.check(shifted).outcome == .failed)
  }

  @Test(
    "holds for inputs of one sign under a smooth kernel, whose partial sums exceed the output",
    arguments: [13, 31, 51])
  func systematicSums(kernel: Int) throws {
    let taps = kernel * kernel
    // The upper half cancels the lower half over a flat input.
    let plane = (0..<taps).map { $0 < taps / 2 ? Float(1) : -1 }
    let supplied = SuppliedTensors(
      weights: SuppliedTensor(shape: [2, kernel, kernel], values: plane + plane))
    var generator = SplitMix64(seed: 3)
    let input = (0..<Self.map.elementCount).map { _ in 10 + Float(generator.uniform()) }
    let (program, check, _) = try Self.dense(kernel: kernel, supplied, input: input)
    let result = check.check(program.summedInFloat(input))
    #expect(result.passed, "\(result)")
  }

  @Test("holds for large biases that cancel between branches")
  func cancellingBiases() throws {
    let request = ProblemRequest(map: Self.map, kernel: 7)
    let betas = { (value: Float) in SuppliedTensor(shape: [2], values: [value, value]) }
    let supplied = SuppliedTensors(
      named: ["large.bn.beta": betas(30_000.3), "small.bn.beta": betas(-30_000.1)])
    let data = try EvaluatedProblem(
      "reparam", request, fill: .unitVariance, supplied: supplied)
    let program = data.program(try data.variant.form("branches"))
    let result = data.check.check(program.summedInFloat(data.input))
    #expect(result.passed, "\(result)")
  }

  @Test("scales with the data, and covers results that are flushed to zero")
  func scales() throws {
    let (program, check, input) = try Self.dense(kernel: 7)
    let tiny = SuppliedTensors(
      weights: SuppliedTensor(
        shape: [2, 7, 7], values: program.stages[0].weights.map { $0 * 0x1p-120 }),
      named: ["large.bias": SuppliedTensor(shape: [2], values: [0, 0])])
    let scaled = try Self.dense(kernel: 7, tiny, input: input)
    #expect(scaled.check.bound.perChannel[0] < 1e-30 * check.bound.perChannel[0])
    let flushed = scaled.program.summedInFloat(input).map {
      abs($0) < .leastNormalMagnitude ? 0 : $0
    }
    #expect(scaled.check.check(flushed).passed)
  }
}

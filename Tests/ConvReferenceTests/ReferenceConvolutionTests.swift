import ConvModel
import ConvReference
import Testing

@Suite struct ReferenceConvolutionTests {
  private static let map = MapShape(batch: 2, channels: 3, height: 6, width: 5)

  private static func branch(
    _ height: Int, _ width: Int, channels: Int = 3, _ weight: (Int, Int, Int) -> Float
  ) -> BranchDefinition {
    var weights: [Float] = []
    for channel in 0..<channels {
      for ky in 0..<height {
        for kx in 0..<width { weights.append(weight(channel, ky, kx)) }
      }
    }
    return BranchDefinition(
      name: "large", kernelHeight: height, kernelWidth: width, weights: weights)
  }

  private static func input(seed: UInt64 = 1, map: MapShape = map) -> [Float] {
    Fill(.smallIntegers, seed: seed).values(
      role: "input", planes: map.batch * map.channels, count: map.pixelCount, deviation: 1)
  }

  private static func evaluate(_ branch: BranchDefinition, _ input: [Float]) -> [Double] {
    ReferenceConvolution.evaluate(
      Definition(map: map, convolvedChannels: 3, branches: [branch]), input: input
    ).values
  }

  @Test("a delta kernel is the identity", arguments: [1, 3, 7, 13])
  func delta(kernel: Int) {
    let input = Self.input()
    let branch = Self.branch(kernel, kernel) { _, ky, kx in
      ky == kernel / 2 && kx == kernel / 2 ? 1 : 0
    }
    #expect(Self.evaluate(branch, input) == input.map(Double.init))
  }

  @Test("is a cross-correlation: the tap right of the centre reads the right neighbour")
  func orientation() {
    let input = Self.input()
    let branch = Self.branch(3, 5) { _, ky, kx in ky == 1 && kx == 3 ? 1 : 0 }
    let output = Self.evaluate(branch, input)
    for index in output.indices {
      let x = index % Self.map.width
      let expected = x + 1 < Self.map.width ? input[index + 1] : 0
      #expect(output[index] == Double(expected))
    }
  }

  @Test("a kernel of ones that covers the map sums it")
  func ones() {
    let input = Self.input()
    let output = Self.evaluate(Self.branch(13, 13) { _, _, _ in 1 }, input)
    let pixels = Self.map.pixelCount
    for index in output.indices {
      let plane = index / pixels * pixels
      let sum = input[plane..<plane + pixels].reduce(0, +)
      #expect(output[index] == Double(sum))
    }
  }

  @Test("is linear in the input")
  func linear() {
    let (first, second) = (Self.input(seed: 1), Self.input(seed: 2))
    let branch = Self.branch(5, 3) { channel, ky, kx in Float(channel + ky - 2 * kx) }
    let sum = Self.evaluate(branch, zip(first, second).map { $0 + 3 * $1 })
    let parts = zip(Self.evaluate(branch, first), Self.evaluate(branch, second))
    #expect(sum == parts.map { $0 + 3 * $1 })
  }

  @Test("convolves in Double: no rounding to Float on the way")
  func precise() {
    let map = MapShape(channels: 1, height: 1, width: 3)
    var branch = Self.branch(1, 3, channels: 1) { _, _, _ in 1 }
    branch.bias = [0]
    let definition = Definition(map: map, convolvedChannels: 1, branches: [branch])
    let output = ReferenceConvolution.evaluate(definition, input: [0x1p24, 1, -0x1p24])
    #expect(output.values == [0x1p24 + 1, 1, 1 - 0x1p24])
  }

  @Test("pruned taps count as zero even where a weight was left")
  func masked() {
    var branch = Self.branch(3, 3) { _, _, _ in 2 }
    branch.mask = branch.weights.indices.map { $0 % 9 == 4 ? 1 : 0 }
    let input = Self.input()
    #expect(Self.evaluate(branch, input) == input.map { 2 * Double($0) })
  }

  /// Equation 3 word for word: the embedding is added to the padded input, tap by tap.
  private static func literal(_ definition: Definition, _ input: [Float]) throws -> [Double] {
    let map = definition.map
    let branch = definition.branches[0]
    let sharing = try #require(branch.sharing)
    let positional = try #require(sharing.positional)
    let (kernel, cells) = (sharing.grid.kernel, sharing.grid.cellOfOffset)
    let count = sharing.grid.count
    var output = input.map(Double.init)
    for channel in 0..<definition.convolvedChannels {
      for image in 0..<map.batch {
        let plane = (image * map.channels + channel) * map.pixelCount
        for pixel in 0..<map.pixelCount {
          let (y, x) = pixel.quotientAndRemainder(dividingBy: map.width)
          var sum = 0.0
          for ky in 0..<kernel {
            for kx in 0..<kernel {
              let (row, column) = (y + ky - kernel / 2, x + kx - kernel / 2)
              let isInside = (0..<map.height).contains(row) && (0..<map.width).contains(column)
              let value = isInside ? input[plane + row * map.width + column] : 0
              let weight = sharing.weights[(channel * count + cells[ky]) * count + cells[kx]]
              let embedding = positional[(channel * kernel + ky) * kernel + kx]
              sum += Double(weight) * Double(value + embedding)
            }
          }
          output[plane + pixel] = sum
        }
      }
    }
    return output
  }

  @Test("evaluates the peripheral kernel and its embedding as the equation is written")
  func peripheral() throws {
    let data = try EvaluatedProblem(
      "peripheral",
      ProblemRequest(map: Self.map, kernel: 13, gridRuns: [3, 2, 1, 1, 1, 2, 3]),
      fill: .smallIntegers)
    #expect(try Self.literal(data.definition, data.input) == data.reference.values)
  }

  @Test("normalises each branch as γ (y − μ) / √(σ² + ε) + β and sums them")
  func normalises() {
    var first = Self.branch(1, 1) { _, _, _ in 1 }
    first.normalization = BatchNormalization(
      gamma: [2, 2, 2], beta: [1, 1, 1], mean: [3, 3, 3], variance: [12, 12, 12], epsilon: 4)
    var second = first
    second.normalization?.gamma = [4, 4, 4]
    let input = Self.input()
    let output = ReferenceConvolution.evaluate(
      Definition(map: Self.map, convolvedChannels: 2, branches: [first, second]), input: input)
    for (index, value) in output.values.enumerated() {
      let x = Double(input[index])
      let isConvolved = index / Self.map.pixelCount % 3 < 2
      #expect(value == (isConvolved ? 1.5 * (x - 3) + 2 : x))
    }
  }

  @Test(
    "drawn problems keep unit variance inside the map",
    arguments: ["dense", "reparam", "decomposed", "sparse", "peripheral"])
  func unitVariance(variant: String) throws {
    let map = MapShape(channels: 128, height: 36, width: 36)
    let kernel = 13
    let data = try EvaluatedProblem(
      variant, ProblemRequest(map: map, kernel: kernel), fill: .unitVariance)
    let inside = kernel / 2..<map.height - kernel / 2
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    for channel in 0..<map.channels {
      for y in inside {
        for x in inside {
          let value = data.reference.values[(channel * map.height + y) * map.width + x]
          sum += value
          squares += value * value
          count += 1
        }
      }
    }
    let variance = squares / count - (sum / count) * (sum / count)
    #expect(abs(variance - 1) < 0.07, "variance \(variance)")
  }
}

import ConvModel
import Testing

@Suite("Masks by sensitivity")
struct SensitivityTests {
  private static func tensor(_ name: String, _ weights: [Float]) -> MaskedTensor {
    MaskedTensor(
      name: name, channels: 1, kernelHeight: 1, kernelWidth: weights.count, weights: weights)
  }

  @Test("selection by rank finds what sorting finds, ties included", arguments: [1, 2, 7, 64, 501])
  func selection(count: Int) {
    var generator = SplitMix64(seed: 3)
    let values = (0..<count).map { _ in Float(generator.next() >> 60) }
    let sorted = values.sorted()
    for rank in values.indices {
      var scratch = values
      #expect(RankSelection.ascending(rank, of: &scratch) == sorted[rank])
      #expect(scratch.sorted() == sorted)
    }
  }

  @Test(
    "the threshold is the ⌊density·n⌋-th largest score of all tensors, and lies outside the kept")
  func densities() {
    // Scores 1…10 over two tensors; the 5th largest is 6, so that 7…10 are above it.
    let first = ConnectionSensitivity.scores(weights: [1, -2, 3, -4], gradient: [1, 1, -1, -1])
    let second = ConnectionSensitivity.scores(
      weights: [5, 6, 7, 8, 9, 10], gradient: Array(repeating: 1, count: 6))
    let sensitivity = ConnectionSensitivity(density: 0.5)
    #expect(first == [1, 2, 3, 4])
    #expect(sensitivity.threshold([first, second]) == 6)
    #expect(sensitivity.densities([first, second]) == [0, 4.0 / 6])
    #expect(ConnectionSensitivity(density: 0.01).threshold([first]) == .infinity)
    #expect(ConnectionSensitivity(density: 0.01).densities([first]) == [0])
  }

  @Test("masks are drawn with the densities, and a tensor of 99 % stays dense")
  func masks() {
    let fill = Fill(.unitVariance, seed: 5)
    let count = 4000
    let weak = Self.tensor("weak", fill.values(role: "w", planes: 1, count: count, deviation: 1))
    let strong = Self.tensor("strong", weak.weights.map { $0 == 0 ? 1 : $0 })
    let gradients = [
      fill.values(role: "g", planes: 1, count: count, deviation: 1),
      [Float](repeating: 1e6, count: count),
    ]
    let sensitivity = ConnectionSensitivity(density: 0.75)
    let selection = sensitivity.select([weak, strong], gradients: gradients, fill: fill)
    let scores = zip([weak, strong], gradients).map {
      ConnectionSensitivity.scores(weights: $0.weights, gradient: $1)
    }
    #expect(selection.threshold == sensitivity.threshold(scores))
    #expect(selection.densities == sensitivity.densities(scores))
    #expect(selection.masks[1].allSatisfy { $0 == 1 })
    let kept = Double(selection.masks[0].reduce(0) { $0 + Int($1) }) / Double(count)
    #expect(abs(kept - selection.densities[0]) < 0.05 && abs(kept - 0.5) < 0.05)
    #expect(sensitivity.select([weak, strong], gradients: gradients, fill: fill) == selection)
  }

  @Test("one step at a time gives the mask of all steps, and prunes exactly the smallest")
  func growthSteps() {
    let fill = Fill(.unitVariance, seed: 6)
    let tensor = Self.tensor("t", fill.values(role: "w", planes: 1, count: 900, deviation: 1))
    let growth = PruneAndGrow(steps: 4)
    var mask = MaskMethod.uniform.draw([tensor], sparsity: 0.4, fill: fill)[0]
    for step in 0..<4 {
      let before = mask
      growth.advance(&mask, of: tensor, step: step, fill: fill)
      let kept = before.indices.filter { before[$0] == 1 }
      let removed = Int((growth.pruneRate(step: step) * Double(kept.count)).rounded(.up))
      let smallest = kept.sorted { abs(tensor.weights[$0]) < abs(tensor.weights[$1]) }
      #expect(smallest.dropFirst(removed).allSatisfy { mask[$0] == 1 })
      #expect(smallest.prefix(removed).contains { mask[$0] == 0 })
      // Every absent tap may grow, those that were absent before among them.
      #expect(before.indices.contains { before[$0] == 0 && mask[$0] == 1 })
      #expect(mask.allSatisfy { $0 <= 1 })
    }
    #expect(mask == growth.draw(tensor, density: 0.6, fill: fill))
  }
}

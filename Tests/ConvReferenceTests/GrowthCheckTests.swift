import ConvModel
import ConvReference
import Testing

@Suite("Checks of prune-and-grow")
struct GrowthCheckTests {
  /// Ways to get a step wrong.
  enum Defect: CaseIterable {
    case doesNothing, prunesLargest, prunesLastOfEquals, prunesOneMore, prunesOneFewer
    case growsNothing, growsHalf, growsAll, growsOnlyPruned, growsOnlyOld, drawsBackwards
    case otherStep, otherSeed, otherRate, masksOfNeighbour, flipsOneTap, writesTwo
    case dropsTap, dropsTensor
  }

  /// The step written out once more, with a defect.
  private static func step(_ layer: MaskedLayer, _ index: Int, _ defect: Defect) -> [UInt8] {
    let (tensor, before) = (layer.tensors[index], layer.before[index])
    let magnitude = { (tap: Int) in abs(tensor.weights[tap]) }
    let kept = before.indices.filter { before[$0] == 1 }
    var removed = Int((MaskedLayer.rate * Double(kept.count)).rounded(.up))
    if defect == .prunesOneMore { removed += 1 }
    if defect == .prunesOneFewer { removed -= 1 }
    let order = kept.sorted { left, right in
      switch defect {
      case .prunesLargest: (-magnitude(left), left) < (-magnitude(right), right)
      case .prunesLastOfEquals: (magnitude(left), -left) < (magnitude(right), -right)
      default: (magnitude(left), left) < (magnitude(right), right)
      }
    }
    var mask = before
    for tap in order.prefix(removed) { mask[tap] = 0 }
    let absent = mask.indices.filter { mask[$0] == 0 }
    var probability = Double(removed) / Double(absent.count)
    switch defect {
    case .growsNothing: probability = 0
    case .growsHalf: probability /= 2
    case .growsAll: probability = 1
    default: break
    }
    var numbers = layer.fill.stream(role: "mask.\(tensor.name).grow", index: MaskedLayer.step)
    for tap in defect == .drawsBackwards ? absent.reversed() : absent {
      let grows = numbers.uniform() < probability
      let mayGrow =
        switch defect {
        case .growsOnlyPruned: before[tap] == 1
        case .growsOnlyOld: before[tap] == 0
        default: true
        }
      if grows, mayGrow { mask[tap] = 1 }
    }
    return mask
  }

  private static func after(_ layer: MaskedLayer, _ defect: Defect) -> [[UInt8]] {
    var right = layer.advanced()
    switch defect {
    case .doesNothing: return layer.before
    case .otherStep: return layer.advanced(step: 2)
    case .otherSeed: return layer.advanced(fill: Fill(layer.fill.kind, seed: layer.fill.seed + 1))
    case .otherRate: return layer.advanced(PruneAndGrow(steps: 5, initialPruneRate: 0.4))
    case .masksOfNeighbour: right.swapAt(0, 1)
    case .flipsOneTap: right[1][17] ^= 1
    case .writesTwo: right[0][right[0].firstIndex(of: 1) ?? 0] = 2
    case .dropsTap: right[2].removeLast()
    case .dropsTensor: right.removeLast()
    default: return layer.tensors.indices.map { step(layer, $0, defect) }
    }
    return right
  }

  @Test("the right step passes for every seed, ties or none", arguments: Fill.Kind.allCases)
  func right(kind: Fill.Kind) {
    for seed in 1...100 as ClosedRange<UInt64> {
      let layer = MaskedLayer(kind, seed: seed)
      let result = layer.check(growth: layer.advanced())
      #expect(result.passed && result.maxError == 0 && result.errorBound == 0, "\(seed): \(result)")
    }
  }

  @Test("every wrong step fails for every seed", arguments: Defect.allCases, Fill.Kind.allCases)
  func wrong(defect: Defect, kind: Fill.Kind) {
    // Without ties there is no last of equals.
    if defect == .prunesLastOfEquals, kind == .unitVariance { return }
    for seed in 1...20 as ClosedRange<UInt64> {
      let layer = MaskedLayer(kind, seed: seed)
      let result = layer.check(growth: Self.after(layer, defect))
      #expect(result.outcome == .failed && result.maxError > 0, "\(seed): \(result)")
    }
  }

  @Test("the error is the number of taps that differ, and the first is named")
  func error() {
    let layer = MaskedLayer(.unitVariance, seed: 1)
    var after = layer.advanced()
    after[1][17] ^= 1
    after[2][4] ^= 1
    let result = layer.check(growth: after)
    #expect(result.maxError == 2 && result.errorBound == 0)
    // 45 taps a channel, 15 a row.
    #expect(result.worst == CheckResult.Location(image: 0, channel: 0, y: 1, x: 2))
    #expect(result.description.contains("tensor horizontal has \(after[1][17]) instead of"))
  }

  @Test("a right step that changes nothing, or has nothing to rank, proves nothing")
  func mistrusted() {
    let layer = MaskedLayer(.unitVariance, seed: 1)
    func outcome(_ tensors: [MaskedTensor], _ before: [[UInt8]]) -> CheckResult.Outcome {
      MaskCheck.growth(
        before: before, after: before, tensors: tensors, rate: 0.3, step: 0, fill: layer.fill
      ).outcome
    }
    // What was pruned from a dense mask grows back, all of it.
    let dense = layer.tensors.map { [UInt8](repeating: 1, count: $0.weights.count) }
    #expect(outcome(layer.tensors, dense) == .mistrusted("the right step changes no tap"))
    #expect(outcome([], []) == .mistrusted("there are no taps"))
    var infinite = layer.tensors
    infinite[0].weights[3] = .nan
    #expect(
      outcome(infinite, layer.before) == .mistrusted("a weight or gradient is not finite"))
  }
}

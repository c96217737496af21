import BenchModel

/// Evidence of several process pairs by slot.
struct PairEvidence {
  private var pairs: [PairSlot: [RatioSample]] = [:]

  mutating func add(_ measurement: PairMeasurement) {
    for (slot, logarithms) in measurement.logarithms {
      if let ratios = RatioSample(logarithms: logarithms) {
        pairs[slot, default: []].append(ratios)
      }
    }
  }

  func evidence(_ slot: PairSlot) -> CaseEvidence? { CaseEvidence(pairs: pairs[slot] ?? []) }
}

/// The sides of one process pair, which end together.
final class OpenSides {
  private let sides: any GateSides
  private let alignment: GateAlignment
  private var opened: [any GateSide] = []

  init(_ sides: any GateSides, _ alignment: GateAlignment) {
    self.sides = sides
    self.alignment = alignment
  }

  func open(_ role: GateRole) throws -> any GateSide {
    let side = try sides.open(role, alignment: alignment)
    opened.append(side)
    return side
  }

  func close() {
    for side in opened { side.close() }
    opened = []
  }
}

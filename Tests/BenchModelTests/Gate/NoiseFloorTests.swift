import BenchModel
import Testing

@Suite("Noise floor of several cases")
struct NoiseFloorTests {
  /// 11 pairs of one round each, half of them this far to either side.
  private func control(_ deviation: Double) throws -> CaseEvidence {
    let pairs = (0..<11).map { RatioSample(logarithms: [$0 % 2 == 0 ? deviation : -deviation]) }
    return try #require(CaseEvidence(pairs: pairs.compactMap(\.self)))
  }

  @Test("is that of the case that differs most from itself, wherever it stands")
  func worst() throws {
    let controls = try [0.001, 0.02, 0.002].map { try control($0) }
    let worst = GateScreening.noiseFloor([controls[1]], rules: GateRules())
    #expect(worst > 0.015)
    for first in controls.indices {
      let turned = Array(controls[first...] + controls[..<first])
      #expect(GateScreening.noiseFloor(turned, rules: GateRules()) == worst)
    }
  }
}

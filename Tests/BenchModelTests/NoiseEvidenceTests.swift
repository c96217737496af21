import BenchModel
import Testing

@Suite("Noise evidence")
struct NoiseEvidenceTests {
  @Test("is the difference of two readings")
  func difference() {
    let before = NoiseEvidence(
      stealNanoseconds: 10, involuntaryContextSwitches: 1, voluntaryContextSwitches: 2,
      minorPageFaults: 3, majorPageFaults: 4)
    let after = NoiseEvidence(
      stealNanoseconds: 30, involuntaryContextSwitches: 2, voluntaryContextSwitches: 4,
      minorPageFaults: 6, majorPageFaults: 4)
    let expected = NoiseEvidence(
      stealNanoseconds: 20, involuntaryContextSwitches: 1, voluntaryContextSwitches: 2,
      minorPageFaults: 3, majorPageFaults: 0)
    #expect(after.delta(since: before) == expected)
  }

  @Test("stays empty where either reading is, and never negative")
  func gaps() {
    let before = NoiseEvidence(stealNanoseconds: 10, minorPageFaults: 1)
    let after = NoiseEvidence(stealNanoseconds: 5, majorPageFaults: 1)
    #expect(after.delta(since: before) == NoiseEvidence(stealNanoseconds: 0))
  }

  @Test("calls stolen time and preemption a disturbance, page faults not")
  func disturbed() {
    #expect(NoiseEvidence(stealNanoseconds: 1e7).isDisturbed)
    #expect(NoiseEvidence(involuntaryContextSwitches: 1).isDisturbed)
    #expect(!NoiseEvidence(stealNanoseconds: 0, minorPageFaults: 9).isDisturbed)
    #expect(!NoiseEvidence().isDisturbed)
  }
}

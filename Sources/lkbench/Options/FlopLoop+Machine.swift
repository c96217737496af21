import BenchCounters
import ConvModel
import ConvPlanning

extension FlopLoop {
  /// The register-only multiply-add loop of every instruction set here, a millisecond or so each.
  static func ofMachine(_ machine: Machine = .current) -> [FlopLoop] {
    PeakFlops.all.filter { machine.instructionSets.contains($0.instructionSet) }.map { peak in
      let iterations = max(1, mostFlops / max(1, peak.flops(1)))
      return FlopLoop(name: peak.instructionSet.rawValue, flops: peak.flops(iterations)) {
        _ = peak.run(iterations)
      }
    }
  }

  private static let mostFlops = 50_000_000
}

import BenchModel

/// What the paired layer found.
struct PairedOutcome: Hashable, Sendable {
  /// One case.
  struct Case: Hashable, Sendable {
    let id: String
    let verdict: GateVerdict
    /// `nil` where it was not measured.
    var evidence: CaseEvidence?
    /// The second measurement of a suspect.
    var confirmation: CaseEvidence?
    /// Medians over all accepted samples.
    var baseNanoseconds: Double?
    var headNanoseconds: Double?
    var batch: GateBatch?
    /// Hardware metrics per call of each side; empty where there are no counters.
    var baseCounts: [String: Double] = [:]
    var headCounts: [String: Double] = [:]
    var base: GatePreparation?
    var head: GatePreparation?
  }

  let cases: [Case]
  /// θ as a fraction; `nil` where nothing was measured.
  let threshold: Double?
  let noiseFloor: Double?
  let machineProblem: GateScreening.MachineProblem?
  /// Ids of the cases of the A/A control.
  let sentinels: [String]
  /// A/A evidence of the first measurement, one per sentinel.
  let control: [CaseEvidence]
  /// Rounds and process pairs that were asked for.
  let settings: PairedSettings
  let alignments: [GateAlignment]
  let blocks: Int
  let repeats: Int
  let keptDisturbed: Int
  let isCutShort: Bool
  let seconds: Double
  /// What went wrong beside the times, one line each.
  let warnings: [String]

  /// Cases whose kernel of this build is wrong.
  var wrong: [Case] { cases.filter { $0.head?.status == .wrong } }
}

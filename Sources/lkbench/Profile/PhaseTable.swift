import BenchHarness
import BenchModel
import BenchRecords
import ConvModel
import ConvPlanning

/// The phases of every case measured warm on one thread: `phases.csv` of a results folder.
final class PhaseTable: CaseObserver {
  static let fileName = "phases.csv"
  /// Phases by case id, for whoever goes on in the same process.
  private(set) var phases: [String: [PhaseShare]] = [:]
  private let table: AttachedTable

  /// Time that the marked runs of a case take, in nanoseconds, and their largest number.
  private static let time = 5e7
  private static let mostCalls = 200.0

  /// - Throws: `RecordError.fileOperation`.
  init(_ folder: ResultsFolder) throws(RecordError) {
    table = try AttachedTable(
      Self.fileName, in: folder, columns: ["stage", "phase", "share", "phase_ns"])
  }

  /// Runs the case again with marks; a phase's time is its share of the median.
  func observe(_ prepared: PreparedCase, _ summary: Summary) throws {
    guard prepared.item.threads == 1, prepared.item.cache == .warm,
      let workload = prepared.workload as? ConvolutionWorkload
    else { return }
    let calls = min(Self.mostCalls, max(1, Self.time / summary.median))
    let shares = FlushToZero.during { workload.phaseShares(calls: Int(calls)) }
    phases[prepared.item.id] = shares
    try table.append(
      shares.map { share in
        [
          .integer(share.stage), .text(share.phase), .real(share.share),
          .real(share.share * summary.median),
        ]
      }, caseID: prepared.item.id)
  }
}

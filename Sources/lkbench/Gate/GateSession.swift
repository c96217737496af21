import BenchRecords
import BenchReports
import ConvModel
import ConvPlanning
import Foundation

/// One call of `gate` after its options are read: layers, report, exit status.
struct GateSession {
  let context: GateContext
  let layers: [any GateLayer]
  let policy: InconclusivePolicy
  /// What head is compared with, for people.
  let baseName: String?

  /// Runs the layers in order.
  ///
  /// A layer that cannot say anything becomes a part of the report, so that the others still speak.
  ///
  /// - Throws: `Interrupted`.
  func report() throws -> GateReport {
    let start = Date()
    let machine = MachineDescription(.live)
    let revision = SourceRevision(around: context.selectionContext.folder.executableDirectory)
    var parts: [GateLayerReport] = []
    for layer in layers {
      try Interrupt.check()
      do {
        parts.append(try layer.report(context))
      } catch let error as Interrupted {
        throw error
      } catch let error as any ExitCoded {
        parts.append(
          GateLayerReport(
            id: layer.id, title: layer.title, outcome: try Self.outcome(of: error),
            reason: error.description))
      }
    }
    let head = revision.map { "\($0.commit.prefix(12))\($0.isDirty ? " with changes" : "")" }
    var report = GateReport(
      version: LKBench.version, startedAt: FolderName.time(start),
      machineName: machine.shortName, machineFingerprint: machine.fingerprint,
      suite: context.selection.suiteName,
      base: layers.contains { $0.needsBase } ? baseName : nil,
      head: head ?? "this build", exitCode: 0, layers: parts)
    report.exitCode = Int(status(report).rawValue)
    return report
  }

  /// How the process ends with this report.
  func status(_ report: GateReport) -> ExitStatus {
    switch report.outcome {
    case .passed, .skipped: .fine
    case .inconclusive: policy == .fail ? .inconclusive : .fine
    case .incomparable: .incomparable
    case .regression: .regression
    case .failed: .failed
    }
  }

  /// What an error means for its layer; one that is about the call itself is thrown on.
  private static func outcome(of error: any ExitCoded) throws -> GateOutcome {
    switch error.exitStatus {
    case .incomparable: return .incomparable
    case .failed: return .failed
    default: throw error
    }
  }
}

extension GateContext {
  /// Writes the table of the exact invariants: for every instruction set of this CPU unless `sets` names
  /// some.
  ///
  /// Returns its path and the number of rows that were measured.
  ///
  /// - Throws: `GateError.headUnusable` where a kernel is wrong: nothing is written then.
  func updateInvariants(
    selectedBy options: SelectionOptions
  ) throws -> (path: String, rows: Int) {
    let path = try InvariantLayer.path(self)
    let sets =
      options.isa.isEmpty
      ? selectionContext.machine.instructionSets.map(\.rawValue) : options.isa
    var rows: [InvariantTable.Row] = []
    var replaced: Set<String> = []
    for set in sets {
      var options = options
      options.isa = [set]
      let part = try options.resolve(selectionContext)
      let progress = ProgressLine(total: part.caseCount, terminal: terminal)
      let findings = try InvariantMeasurement(context: selectionContext)
        .findings(of: part, progress: progress)
      if let wrong = findings.first(where: { $0.preparation.status == .wrong }) {
        throw GateError.headUnusable(
          "\(wrong.item.id) is wrong: \(wrong.preparation.reason ?? "")")
      }
      rows += findings.compactMap(\.row)
      if coversSuite { replaced.formUnion(part.cases.map(\.instructionSet.rawValue)) }
    }
    let old: InvariantTable
    do { old = try InvariantTable.read(path) } catch InvariantError.missing {
      old = InvariantTable(rows: [])
    }
    let table = old.updated(with: rows, replacing: replaced)
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty { try FileSystem.makeFolder(folder) }
    try FileSystem.replace(path, with: table.text.utf8)
    return (path, rows.count)
  }

  /// Whether the selection is its whole suite.
  var coversSuite: Bool {
    guard let wholeSuite else { return false }
    return Set(wholeSuite.cases.map(\.id)) == Set(selection.cases.map(\.id))
  }
}

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
    let revision = SourceRevision.around(context.selectionContext.folder.executableDirectory)
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
    let head =
      switch revision {
      case .success(let found): "\(found.commit.prefix(12))\(found.isDirty ? " with changes" : "")"
      case .failure: "this build"
      }
    var report = GateReport(
      version: LKBench.version, startedAt: FolderName.time(start),
      machineName: machine.shortName, machineFingerprint: machine.fingerprint,
      suite: context.selection.suiteName,
      base: layers.contains(where: \.usesBase) ? baseName : nil,
      head: head, exitCode: 0, layers: parts)
    report.exitCode = Int(status(report).rawValue)
    return report
  }

  /// How the process ends with this report.
  func status(_ report: GateReport) -> ExitStatus {
    switch report.outcome {
    case .passed: .fine
    // Every layer was: nothing was compared, which must not look like a gate that was passed.
    case .skipped: .incomparable
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

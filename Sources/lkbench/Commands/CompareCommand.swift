import ArgumentParser
import BenchModel
import BenchRecords
import BenchReports
import Foundation

/// `lkbench compare`: two results folders side by side, for reading.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two results folders, for reading.",
    discussion: """
      Effect, interval and verdict per case, from the raw samples. Runs of
      machines that differ are not comparable, unless that is allowed: then
      times are compared in units of the multiply-add peak that each run
      sampled beside them. A regression is told and fails nothing; what only
      one run has fails unless that is allowed.

        lkbench compare results/old results/new
        lkbench compare old new --format markdown
        lkbench compare laptop server --allow-different-machines
      """)

  @Argument(help: .init("Results folder to compare with.", valueName: "base"))
  var base: String

  @Argument(help: .init("Results folder to judge.", valueName: "head"))
  var head: String

  @Option(help: .init("Smallest difference that counts.", valueName: "share"))
  var threshold = "3%"

  @Flag(help: "Compare runs of machines that differ, relative to the peak that each run sampled.")
  var allowDifferentMachines = false

  @Flag(help: "Accept cases that only one run has.")
  var allowMissing = false

  @OptionGroup(title: "Output")
  var output: GateOutputOptions

  func run() throws {
    _ = try output.standardFormat()
    var rules = GateRules()
    guard let share = Quantity.share(threshold) else {
      throw SelectionError.malformed(
        option: "--threshold", value: threshold, expected: Quantity.shareGrammar)
    }
    rules.leastThreshold = share
    let runs = (base: try ComparedRun(folder: base), head: try ComparedRun(folder: head))
    let quantity = try quantity(runs.base, runs.head)
    let comparison = RunComparison(
      base: runs.base, head: runs.head, quantity: quantity, rules: rules)
    let layer = comparison.layer(quantity: quantity, allowsMissing: allowMissing)
    let status: ExitStatus = layer.outcome == .incomparable ? .incomparable : .fine
    var report = GateReport(
      version: LKBench.version, startedAt: FolderName.time(Date()),
      machineName: runs.head.environment.machineName,
      machineFingerprint: runs.head.environment.machineFingerprint,
      suite: runs.head.environment.suite, base: base, head: head,
      exitCode: Int(status.rawValue), layers: [layer])
    report.command = "compare"
    try GateOutput(options: output, environment: [:]).write(report)
    if status != .fine { throw ExitCode(status.rawValue) }
  }

  /// Times where the machines are alike, else times relative to the peak where that is allowed.
  private func quantity(
    _ base: ComparedRun, _ head: ComparedRun
  ) throws(ComparisonError) -> RunComparison.Quantity {
    if let old = base.buildConfiguration, let new = head.buildConfiguration, old != new {
      throw .buildsDiffer(base: old, head: new)
    }
    let machines = base.fingerprints.union(head.fingerprints)
    if machines.count == 1 { return .time }
    guard allowDifferentMachines else {
      throw .machinesDiffer(
        base:
          "\(base.environment.machineName) \(base.fingerprints.sorted().joined(separator: " "))",
        head: "\(head.environment.machineName) \(head.fingerprints.sorted().joined(separator: " "))"
      )
    }
    return .timeAtPeak
  }
}

/// Why two runs are not comparable.
enum ComparisonError: ExitCoded, Hashable {
  case machinesDiffer(base: String, head: String)
  case buildsDiffer(base: String, head: String)

  var exitStatus: ExitStatus { .incomparable }

  var description: String {
    switch self {
    case .machinesDiffer(let base, let head):
      "not comparable: measured on different machines (\(base); \(head)); "
        + "--allow-different-machines compares times relative to the peak of each"
    case .buildsDiffer(let base, let head):
      "not comparable: a \(base) build and a \(head) build"
    }
  }
}

import ArgumentParser
import BenchCounters
import BenchHarness
import BenchRecords
import BenchReports
import ConvModel
import ConvPlanning
import Foundation

/// One call of `run` after its options are read: surroundings, folder, pipeline, closing words.
struct RunSession {
  /// The selection over all shards.
  let whole: Selection
  let part: Selection
  let settings: MeasurementSettings
  let target: (path: String?, isResumed: Bool)
  /// What standard output shows of each case; `nil` for nothing.
  let sink: SinkDescription?
  let isQuiet: Bool
  let shard: String?
  let color: ColorMode
  let context: SelectionContext
  /// What looks closer at every measured case and writes beside the rows.
  var observer: (ResultsFolder) throws -> (any CaseObserver)? = { _ in nil }

  private var terminal: Terminal {
    isQuiet ? Terminal(color: color, errorIsTerminal: false) : Terminal(color: color)
  }

  /// Measures what the folder lacks, pinned as asked.
  ///
  /// Returns the folder of the results.
  ///
  /// - Throws: what the pipeline throws; `ExitCode` for failed kernels, `RunInterrupted` for Ctrl-C.
  @discardableResult
  func run(counters options: CounterOptions) throws -> String {
    Interrupt.install()
    if BuildDescription.isDebug {
      terminal.note("warning: a debug build measures little; use swift build -c release")
    }
    let start = Date()
    // Before pinning, which children inherit and descriptions would show.
    let revision = SourceRevision.around(context.folder.executableDirectory)
    let (machine, system) = (MachineDescription(.live), SystemDescription(.live))
    let place = try settings.pin(terminal)
    let simulation = try options.simulation(of: part.cases) { terminal.note("warning: \($0)") }
    let counters = CombinedCounters([
      try options.pass(context.folder).map(ThreadCounters.init), simulation,
    ])
    let clock = MonotonicClock()
    let noise = SystemNoiseSource()
    let ceilings = try MachineCeilings(
      Set(part.cases.map(\.instructionSet)).sorted(), clock: clock, noise: noise,
      seed: settings.sampling.seed, isInterrupted: { Interrupt.isPending })
    try Interrupt.check()
    let details = RunDetails(
      settings: settings, counters: options.counters, shard: shard, clock: clock,
      ceilings: ceilings, place: place, revision: revision)
    let environment = RunEnvironment(
      runID: RunIdentity.make(startedAt: start), suite: whole.suiteName,
      startedAt: FolderName.time(start), selectionDigest: whole.digest,
      commandLine: CommandLine.arguments, cases: whole.cases.map(\.id), machine: machine,
      system: system,
      details: details.dictionary.merging(simulation?.details ?? [:]) { $1 })
    let folder = try open(environment, counters, startedAt: start)

    let surroundings = BenchmarkPipeline.Surroundings(
      clock: clock, noise: noise, availableMemory: { AvailableMemory.bytes() },
      isInterrupted: { Interrupt.isPending }, cpuCount: place.cpus.count,
      teams: ThreadTeams(cpus: place.cpu == nil ? [] : place.cpus),
      ceilings: try ceilingTable(machine, of: folder), observer: try observer(folder))
    let sinkContext = SinkContext(isColored: terminal.usesColor, environment: environment)
    let sinks = sink.map { [$0.make(sinkContext)] } ?? []
    var pipeline = BenchmarkPipeline(
      part, settings: settings, counters: counters, surroundings: surroundings, folder: folder,
      sinks: sinks, terminal: terminal)
    let outcome = try pipeline.run()
    try close(outcome, folder)
    return folder.path
  }

  private func open(
    _ environment: RunEnvironment, _ counters: (any CaseCounters)?, startedAt start: Date
  ) throws(RecordError) -> ResultsFolder {
    let schema = try RecordSchema(
      metrics: counters?.metricDescriptors ?? [],
      extraColumns: ExtraColumn.names(whole))
    if target.isResumed, let path = target.path {
      return try ResultsFolder.resume(at: path, schema: schema, environment: environment)
    }
    let suffix = shard.map { "-shard-\($0)" } ?? ""
    let name = FolderName.make(
      startedAt: start, machine: environment.machineName, suite: whole.suiteName + suffix)
    return try ResultsFolder.create(
      at: target.path ?? "results/\(name)", schema: schema, environment: environment)
  }

  /// The ceilings that the rows are compared with: those of the folder when it is gone on with, otherwise
  /// those of the user's cache, which the folder gets a copy of; `nil` where nothing was calibrated.
  private func ceilingTable(
    _ machine: MachineDescription, of folder: ResultsFolder
  ) throws -> CeilingTable? {
    let fingerprint = machine.fingerprint
    let own = CeilingStore.of(folder: folder.path)
    if let table = own.load(fingerprint: fingerprint, warn: terminal.note) {
      return table
    }
    let cached = CeilingStore.cached(fingerprint: fingerprint)
      .load(fingerprint: fingerprint, warn: terminal.note)
    if let cached { try own.save(cached) }
    return cached
  }

  /// The summary and where the files are; then how the run ended.
  private func close(_ outcome: RunOutcome, _ folder: ResultsFolder) throws {
    if outcome.isInterrupted {
      let command = ResumeTarget.command(CommandLine.arguments, folder: folder.path)
      throw RunInterrupted(
        rows: folder.finishedCases.count + outcome.count, command: ShellText.line(command))
    }
    let table = try RecordTable(folder: folder.path)
    let time = ProgressLine.duration(seconds: Int(outcome.measuringNanoseconds / 1e9))
    let place = "results in \(folder.path); \(outcome.measured) cases measured in \(time)"
    if isQuiet || sink?.isForPeople != true {
      terminal.note(place)
    } else {
      let summary = SummaryTable(table, environment: folder.environment)
      try TextOutput.standardOutput.print(
        "\n\(summary.plain(isColored: terminal.usesColor))\n\(place)\n")
    }
    let failed = table.rows.count { $0.status == .failed }
    guard failed > 0 else { return }
    terminal.note(
      "\(failed) case\(failed == 1 ? "" : "s") failed verification; the reasons are in results.csv")
    throw ExitCode(ExitStatus.failed.rawValue)
  }
}

extension SinkDescription {
  /// Whether text for people may follow the rows without breaking what reads them.
  fileprivate var isForPeople: Bool { id == "console" || id == "markdown" }
}

/// A run that the user ended before its last case.
struct RunInterrupted: ExitCoded, Hashable {
  let rows: Int
  /// What goes on with the run.
  let command: String

  var exitStatus: ExitStatus { .interrupted }

  var description: String {
    "interrupted; \(rows) finished row\(rows == 1 ? " is" : "s are") kept; to go on: \(command)"
  }
}

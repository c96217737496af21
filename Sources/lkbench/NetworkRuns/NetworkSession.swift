import ArgumentParser
import BenchHarness
import BenchRecords
import BenchReports
import ConvModel
import ConvPlanning
import Foundation

/// One call of `lkbench network` after its options are read: surroundings, folder, pipeline, closing words.
struct NetworkSession {
  let model: String
  let cases: [NetworkCase]
  /// Side of the input to verify at; `nil` for the measured one.
  let side: Int?
  let settings: MeasurementSettings
  let output: String?
  let sink: SinkDescription?
  let isQuiet: Bool
  let color: ColorMode
  let folder: ProjectFolder

  private var terminal: Terminal {
    isQuiet ? Terminal(color: color, errorIsTerminal: false) : Terminal(color: color)
  }

  /// Measures every case, pinned as asked.
  ///
  /// - Throws: what the pipeline throws; `ExitCode` for failed cases, `Interrupted` for Ctrl-C.
  func run() throws {
    Interrupt.install()
    if BuildDescription.isDebug {
      terminal.note("warning: a debug build measures little; use swift build -c release")
    }
    let start = Date()
    // Before pinning, which children inherit and descriptions would show.
    let revision = SourceRevision.around(folder.executableDirectory)
    let (machine, system) = (MachineDescription(.live), SystemDescription(.live))
    let place = try settings.pin(terminal)
    let clock = MonotonicClock()
    let noise = SystemNoiseSource()
    let ceilings = try MachineCeilings(
      Set(cases.map(\.instructionSet)).sorted(), clock: clock, noise: noise,
      seed: settings.sampling.seed, isInterrupted: { Interrupt.isPending })
    try Interrupt.check()
    let details = RunDetails(
      settings: settings, counters: "off", shard: nil, clock: clock, ceilings: ceilings,
      place: place, revision: revision)
    let suite = "network-\(model)"
    let environment = RunEnvironment(
      runID: RunIdentity.make(startedAt: start), suite: suite, startedAt: FolderName.time(start),
      selectionDigest: digest, commandLine: CommandLine.arguments, cases: cases.map(\.id),
      machine: machine, system: system, details: details.dictionary)
    let results = try ResultsFolder.create(
      at: output
        ?? "results/\(FolderName.make(startedAt: start, machine: environment.machineName, suite: suite))",
      schema: RecordSchema(extraColumns: NetworkColumn.added),
      environment: environment)
    let surroundings = BenchmarkPipeline.Surroundings(
      clock: clock, noise: noise, availableMemory: { AvailableMemory.bytes() },
      isInterrupted: { Interrupt.isPending }, cpuCount: place.cpus.count,
      teams: ThreadTeams(cpus: place.cpu == nil ? [] : place.cpus))
    var pipeline = try NetworkPipeline(
      cases, side: side, settings: settings, surroundings: surroundings, folder: results,
      sinks: sinks(of: environment), terminal: terminal)
    try close(try pipeline.run(), results)
  }

  /// Networks have a line of their own for people; the other formats are those of `run`.
  private func sinks(of environment: RunEnvironment) -> [any RecordSink] {
    guard let sink else { return [] }
    let context = SinkContext(isColored: terminal.usesColor, environment: environment)
    if sink.id == SinkCatalog.all[0].id {
      return [NetworkSink(output: context.output, isColored: context.isColored)]
    }
    return [sink.make(context)]
  }

  private var digest: String {
    var hash = FNV1a()
    for item in cases { hash.add("\(item.id) seed \(item.seed)") }
    return hash.text
  }

  private func close(_ outcome: RunOutcome, _ results: ResultsFolder) throws {
    let time = ProgressLine.duration(seconds: Int(outcome.measuringNanoseconds / 1e9))
    if outcome.measured > 0 || outcome.isInterrupted {
      terminal.note("results in \(results.path); \(outcome.measured) networks measured in \(time)")
    }
    if outcome.isInterrupted { throw Interrupted() }
    guard outcome.failed > 0 else { return }
    terminal.note(
      "\(outcome.failed) network\(outcome.failed == 1 ? "" : "s") failed verification; "
        + "the reasons are in results.csv")
    throw ExitCode(ExitStatus.failed.rawValue)
  }
}

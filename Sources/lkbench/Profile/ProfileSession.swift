import BenchHarness
import BenchRecords
import ConvModel
import ConvPlanning

/// One call of `profile` after its options are read: ceilings, measuring, phases, simulation, report.
struct ProfileSession {
  static let jsonName = "profile.json"
  static let markdownName = "profile.md"

  let cases: ProfileCases
  let settings: MeasurementSettings
  let output: String?
  let isQuiet: Bool
  let color: ColorMode
  let context: SelectionContext
  /// Whether instructions are counted by a simulator.
  let simulates: Bool

  private var terminal: Terminal {
    isQuiet ? Terminal(color: color, errorIsTerminal: false) : Terminal(color: color)
  }

  /// Measures everything, stores `profile.json` and `profile.md` beside the rows, and returns the profile.
  ///
  /// - Throws: what `RunSession.run` throws; `RecordError` where a file cannot be written.
  func run(counters: CounterOptions) throws -> Profile {
    Interrupt.install()
    let machine = MachineDescription(.live)
    try calibrate(machine)
    var phases: PhaseTable?
    let session = RunSession(
      whole: cases.selection, part: cases.selection, settings: settings,
      target: (output, false), sink: nil, isQuiet: isQuiet, shard: nil, color: color,
      context: context
    ) { folder in
      let table = try PhaseTable(folder)
      phases = table
      return table
    }
    let folder: String
    do {
      folder = try session.run(counters: counters)
    } catch let interruption as RunInterrupted {
      throw ProfileInterrupted(rows: interruption.rows)
    }
    let rows = ProfileRows(
      try RecordTable(folder: folder),
      ceilings: try CeilingStore.of(folder: folder).load(fingerprint: machine.fingerprint),
      phases: phases?.phases ?? [:])
    let profile = try describe(rows, machine)
    try FileSystem.replace("\(folder)/\(Self.jsonName)", with: try profile.json().utf8)
    try FileSystem.replace("\(folder)/\(Self.markdownName)", with: profile.markdown().utf8)
    return profile
  }

  /// Measures the machine's ceilings where that was never done, and keeps them.
  private func calibrate(_ machine: MachineDescription) throws {
    let store = CeilingStore.cached(fingerprint: machine.fingerprint)
    let known = store.load(fingerprint: machine.fingerprint, warn: terminal.note)
    guard known == nil else { return }
    terminal.note("measuring the ceilings of this machine once; doctor --calibrate does it again")
    _ = try store.calibrate(machine)
  }

  /// `nil`, with a line in `notes`, where nothing can be simulated.
  private func simulation(_ rows: ProfileRows, notes: inout [String]) -> ProfileSimulation? {
    do throws(SimulationError) {
      return try ProfileSimulation(rows, count: cases.subjects.count, terminal: terminal)
    } catch {
      notes.append("nothing was simulated: \(error)")
      return nil
    }
  }

  private func describe(_ rows: ProfileRows, _ machine: MachineDescription) throws -> Profile {
    let all = cases.selection.cases
    var notes: [String] = []
    let simulation = simulates ? simulation(rows, notes: &notes) : nil
    var algorithms: [AlgorithmProfile] = []
    for (index, subject) in cases.subjects.enumerated() {
      try Interrupt.check()
      let simulated = try simulation?.simulate(subject, done: index, notes: &notes)
      if let one = AlgorithmProfile(subject, rows, variations: all, simulated: simulated) {
        algorithms.append(one)
      }
    }
    let first = cases.subjects.first
    return Profile(
      problem: first.map { "\($0.problem)" } ?? "", layout: first?.layout.rawValue ?? "",
      machine: machine.modelName ?? machine.fingerprint, ceilings: rows.ceilings,
      algorithms: algorithms, notes: notes)
  }
}

/// A profile that the user ended before its last case; it cannot be gone on with.
struct ProfileInterrupted: ExitCoded, Hashable {
  let rows: Int

  var exitStatus: ExitStatus { .interrupted }
  var description: String {
    "interrupted; \(rows) finished row\(rows == 1 ? " is" : "s are") kept in the results folder"
  }
}

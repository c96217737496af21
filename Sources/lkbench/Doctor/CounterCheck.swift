import BenchCounters
import BenchHarness
import BenchRecords
import Foundation

/// `lkbench doctor --validate-counters`: every hardware group over loops of known work.
struct CounterCheck {
  let validation: CounterValidation
  /// What cannot be run here, one line each.
  let skipped: [String]
  let recording: CounterRecording

  /// Counts on the calling thread, which should stay on its CPU; takes some seconds.
  ///
  /// - Throws: `RequiredCounterError` where no hardware event at all can be counted; `CounterError` for
  ///   groups that cannot be read.
  init(
    _ project: ProjectFolder = .current, machine: MicroArchitecture = .current,
    sources: [any CounterSource] = CounterCatalog.all,
    loops: (loops: [KnownLoop], skipped: [String])? = nil
  ) throws {
    guard let folder = project.find(CounterOptions.folder) else {
      throw CounterError.unreadableGroup(
        path: CounterOptions.folder, problem: "no such folder; set LKB_HOME")
    }
    let groups = try CounterGroup.all(below: folder, for: machine).filter(\.countsHardware)
    let pass = try CounterPass(groups: groups, sources: sources)
    try Self.requireHardware(pass)
    let (known, skipped) = loops ?? KnownLoop.ofMachine()
    self.skipped = skipped
    validation = CounterValidation(pass, over: known)
    recording = CounterRecording(validation, of: machine, machine: .current)
  }

  private static func requireHardware(_ pass: CounterPass) throws(RequiredCounterError) {
    let isCounted = pass.outcomes.contains { outcome in
      if case .counted(let event) = outcome.resolution { event.kind == .hardware } else { false }
    }
    if !isCounted { throw RequiredCounterError(missing: pass.outcomes.map(\.line)) }
  }

  /// One line per check, then the sum.
  var text: String {
    let failures = validation.failures.count
    let plausible = validation.findings.count { $0.verdict == .plausible }
    let right = validation.findings.count { $0.verdict == .right }
    let uncounted = validation.findings.count { $0.loop == nil }
    let sum =
      "\(recording.microArchitecture): \(right) counts right within 1 %, \(plausible) plausible only,"
      + " \(failures) wrong; \(uncounted) metrics not counted"
    return (validation.findings.map(\.line) + skipped + [sum]).map { $0 + "\n" }.joined()
  }

  /// - Throws: `CounterDeviationError` when a count is not what the code executed.
  func requireTruth() throws(CounterDeviationError) {
    if let first = validation.failures.first {
      throw CounterDeviationError(first: first, others: validation.failures.count - 1)
    }
  }
}

/// Counters that are available and wrong.
struct CounterDeviationError: ExitCoded {
  let first: CounterFinding
  let others: Int

  var exitStatus: ExitStatus { .failed }

  var description: String {
    "counters do not count what was executed: \(first.line)"
      + (others > 0 ? " (and \(others) more)" : "")
  }
}

extension KnownLoop {
  /// The loops of machine code, and those by which metrics in FLOPs are checked before they are used.
  static func ofMachine() -> (loops: [KnownLoop], skipped: [String]) {
    let (loops, skipped) = all()
    return (loops + FlopLoop.ofMachine().map { KnownLoop($0) }, skipped)
  }
}

extension CounterRecording.Machine {
  /// This one, without anything personal in it.
  static var current: Self {
    let machine = MachineDescription(.live)
    let numbers = [
      ("family", machine.family), ("model", machine.model), ("stepping", machine.stepping),
    ]
    let parts = [machine.modelName] + numbers.map { name, number in number.map { "\(name) \($0)" } }
    return Self(
      processor: parts.compactMap(\.self).joined(separator: ", "),
      kernel: SystemDescription(.live).kernelRelease ?? "unknown", papi: PAPISource.versionLine,
      libpfm: LibpfmVersion.installed ?? "unknown")
  }
}

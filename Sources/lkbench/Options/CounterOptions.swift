import ArgumentParser
import BenchCounters

/// What to count besides time.
struct CounterOptions: ParsableArguments {
  @Option(
    help: .init(
      "Counter groups, counted in passes of their own; auto: \(autoText); all: every group but "
        + "callgrind; callgrind: simulated by valgrind, of AVX2 kernels on one thread, seconds per "
        + "case.",
      valueName: "auto|all|off|GROUP,…"))
  var counters = "auto"

  @Flag(help: "Fail where a metric of the groups cannot be counted.")
  var requireCounters = false

  /// The groups of `auto`: the same on every machine, so that its columns are too.
  static let autoGroups = ["software", "hardware"]
  /// Stands for all groups.
  private static let everything = "all"
  private static var autoText: String { autoGroups.joined(separator: " and ") }

  /// Where counter groups are, below the repository.
  static let folder = "Benchmarks/CounterGroups"

  /// Tries every event of the chosen groups; `nil` for none.
  ///
  /// - Throws: `SelectionError`, `CounterError`, `RequiredCounterError`.
  func pass(_ project: ProjectFolder) throws -> CounterPass? {
    guard counters != "off" else {
      guard !requireCounters else {
        throw SelectionError.malformed(
          option: "--counters", value: counters, expected: "groups, with --require-counters")
      }
      return nil
    }
    let names = self.names.filter { $0 != SimulatedCounters.name }
    if names.isEmpty, isSimulating { return nil }
    guard let folder = project.find(Self.folder) else {
      throw CounterError.unreadableGroup(
        path: Self.folder, problem: "no such folder; set LKB_HOME, or use --counters off")
    }
    let known = try CounterGroup.all(below: folder)
    let groups = names == [Self.everything] ? known : try known.selecting(names)
    let pass = try CounterPass(groups: groups, loops: FlopLoop.ofMachine())
    if requireCounters { try RequiredCounterError.check(pass) }
    return pass
  }
}

extension CounterOptions {
  /// The words of `--counters`, with `auto` replaced by what it stands for.
  private var names: [String] {
    ListParsing.elements([counters]).flatMap { $0 == "auto" ? Self.autoGroups : [$0] }
  }

  /// Whether counts by simulation were asked for.
  private var isSimulating: Bool { names.contains(SimulatedCounters.name) }

  /// The simulation of `cases`, where it was asked for; `warn` takes what goes wrong later.
  ///
  /// - Throws: `RequiredCounterError`.
  func simulation(
    of cases: [BenchmarkCase], warn: @escaping (String) -> Void
  ) throws(RequiredCounterError) -> SimulatedCounters? {
    guard isSimulating else { return nil }
    let simulation = SimulatedCounters(warn: warn)
    if requireCounters { try simulation.require(for: cases) }
    return simulation
  }
}

/// Counters that were required and cannot be counted here.
struct RequiredCounterError: ExitCoded {
  /// Each metric with its reason, one line each.
  let missing: [String]

  var exitStatus: ExitStatus { .countersUnavailable }

  var description: String {
    let others = missing.count > 1 ? " (and \(missing.count - 1) more; see lkbench doctor)" : ""
    return "required counters are unavailable: \(missing.first ?? "")\(others)"
  }

  /// - Throws: `RequiredCounterError` unless every metric of `pass` can be counted.
  static func check(_ pass: CounterPass) throws(RequiredCounterError) {
    let missing = pass.outcomes.compactMap { outcome -> String? in
      if case .absent = outcome.resolution { return outcome.line }
      return nil
    }
    if !missing.isEmpty { throw RequiredCounterError(missing: missing) }
  }
}

import BenchCounters
import BenchModel

/// What can be counted here, and why the rest cannot, with what to do about it.
struct CounterSection: Codable, Hashable {
  struct Metric: Codable, Hashable {
    let key: String
    let group: String
    /// `available`, or the content of the metric's status column.
    let status: String
    let event: String?
    let reason: String?
    let remedy: String?

    init(_ outcome: CounterOutcome) {
      key = outcome.metric.descriptor.key
      group = outcome.group
      switch outcome.resolution {
      case .counted(let event):
        (status, self.event, reason, remedy) = ("available", event.name, nil, nil)
      case .absent(let cause):
        (status, event) = (cause.status.rawValue, nil)
        (reason, remedy) = (cause.reason, cause.remedy)
      }
    }
  }

  /// What a metric in FLOPs said about a loop of known operations.
  struct Calibration: Codable, Hashable {
    let key: String
    let loop: String
    /// Counted over executed operations.
    let ratio: Double
    let isTrusted: Bool

    enum CodingKeys: String, CodingKey {
      case key
      case loop
      case ratio
      case isTrusted = "trusted"
    }

    init(_ calibration: FlopCalibration) {
      key = calibration.key
      loop = calibration.loop
      ratio = calibration.ratio
      isTrusted = calibration.isTrusted
    }
  }

  /// Versions of PAPI, or why it cannot be used.
  let papi: String
  /// The folder of event tables that fits this CPU.
  let microArchitecture: String
  let metrics: [Metric]
  let calibrations: [Calibration]
  /// One line per fact, for people.
  let lines: [String]

  enum CodingKeys: String, CodingKey {
    case papi
    case microArchitecture = "micro_architecture"
    case metrics
    case calibrations
    case lines
  }

  /// Tries every event of every group below the project.
  init(_ project: ProjectFolder) {
    let support = PerfSupport()
    let machine = MicroArchitecture.current
    papi = PAPISource.versionLine
    microArchitecture = machine.id
    let title = ["micro-architecture: \(machine.id) (\(machine.summary))"]
    do {
      let folder = project.find(CounterOptions.folder)
      let groups = try CounterGroupFolder.groups(project, for: machine)
      let report = try CounterReport(
        groups: groups, support: support, loops: FlopLoop.ofMachine())
      metrics = report.outcomes.map(Metric.init)
      calibrations = report.calibrations.map(Calibration.init)
      let note =
        folder == nil
        ? ["no folder \(CounterOptions.folder) found; set LKB_HOME to see groups"] : []
      lines = title + report.summaryLines + note + SimulatedCounters.lines
    } catch {
      metrics = []
      calibrations = []
      lines = title + [papi] + support.lines + PerfProbe().lines(support) + ["\(error)"]
    }
  }
}

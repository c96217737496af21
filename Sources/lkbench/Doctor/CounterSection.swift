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

  /// Versions of PAPI, or why it cannot be used.
  let papi: String
  let metrics: [Metric]
  /// One line per fact, for people.
  let lines: [String]

  /// Tries every event of every group below the project.
  init(_ project: ProjectFolder) {
    let support = PerfSupport()
    papi = PAPISource.versionLine
    do {
      let folder = project.find(CounterOptions.folder)
      let groups = try folder.map { try CounterGroup.all(below: $0) } ?? []
      let report = try CounterReport(groups: groups, support: support)
      metrics = report.outcomes.map(Metric.init)
      let note =
        folder == nil
        ? ["no folder \(CounterOptions.folder) found; set LKB_HOME to see groups"] : []
      lines = report.summaryLines + note + SimulatedCounters.lines
    } catch {
      metrics = []
      lines = [papi] + support.lines + ["\(error)"]
    }
  }
}

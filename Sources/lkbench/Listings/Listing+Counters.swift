import BenchCounters
import BenchModel

extension Listing {
  /// Every counted metric of every group, tried on this machine.
  static func counters(_ groups: [CounterGroup]) throws(CounterError) -> Listing {
    Listing(
      columns: ["counter", "group", "status", "event", "reason"],
      rows: try CounterReport(groups: groups).outcomes.map { outcome in
        let key = outcome.metric.descriptor.key
        switch outcome.resolution {
        case .counted(let event): return [key, outcome.group, "ok", event.name, ""]
        case .absent(let cause):
          return [key, outcome.group, cause.status.rawValue, "", cause.description]
        }
      } + simulatedCounterRows)
  }

  /// The groups that can be selected, and whose events count them here.
  static func counterGroups(_ groups: [CounterGroup]) -> Listing {
    Listing(
      columns: ["group", "source", "events", "metrics", "summary"],
      rows: groups.map { group in
        let keys = group.metricDescriptors.map(\.key)
        return [
          group.name, group.source, group.microArchitecture, keys.joined(separator: ","),
          group.summary,
        ]
      } + [simulatedGroupRow])
  }
}

/// The counter groups that come with the tool.
struct CounterGroupFolder {
  /// All of them, with the events of this machine's micro-architecture; none when there is no folder.
  static func groups(
    _ project: ProjectFolder, for machine: MicroArchitecture = .current
  ) throws(CounterError) -> [CounterGroup] {
    guard let path = project.find(CounterOptions.folder) else { return [] }
    return try CounterGroup.all(below: path, for: machine)
  }

  /// All groups tried on this machine, operations calibrated: `outcomes` says what became of each.
  static func pass(_ project: ProjectFolder) throws(CounterError) -> CounterPass {
    try CounterPass(groups: groups(project), loops: FlopLoop.ofMachine())
  }
}

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

  /// The groups that can be selected.
  static func counterGroups(_ groups: [CounterGroup]) -> Listing {
    Listing(
      columns: ["group", "source", "metrics", "summary"],
      rows: groups.map { group in
        let keys = group.metricDescriptors.map(\.key)
        return [group.name, group.source, keys.joined(separator: ","), group.summary]
      } + [simulatedGroupRow])
  }
}

/// The counter groups that come with the tool.
struct CounterGroupFolder {
  /// All of them; none when there is no folder.
  static func groups(_ project: ProjectFolder) throws(CounterError) -> [CounterGroup] {
    guard let path = project.find("Benchmarks/CounterGroups") else { return [] }
    return try CounterGroup.all(below: path)
  }
}

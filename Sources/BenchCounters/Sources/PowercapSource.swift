import Glibc

/// Energy of whole packages and their memory, from the kernel's powercap files (RAPL).
///
/// Counts microjoules, whatever the thread: everything that runs on the package is in it. The files are
/// those of the kernel's power capping framework (Documentation/power/powercap/powercap.rst); they are
/// refreshed about once a millisecond, and since Linux 5.10 root alone may read them.
package struct PowercapSource: CounterSource {
  package var id: String { "powercap" }
  package var summary: String {
    "energy of the package and its memory through the kernel's powercap files"
  }

  private let root: String

  /// Reads this machine, or a copy of its files below `root`.
  package init(root: String = "") { self.root = root }

  package func availability(of event: CounterEvent) -> CounterAvailability {
    // A zero is fine here: the meter may not have been refreshed meanwhile.
    refusal(of: [event], during: {}, mustCount: [])
      .map(CounterAvailability.unavailable) ?? .available
  }

  package func open(_ events: [CounterEvent]) throws(CounterError) -> any CounterSession {
    var zones: [[PowerZone]] = []
    for event in events {
      guard let domain = PowerDomain(rawValue: event.name) else {
        throw .unavailable(event: event.name, .noSuchEvent)
      }
      let found = try PowerZone.all(of: domain, root: root, event: event.name)
      guard !found.isEmpty else {
        throw .unavailable(event: event.name, .noPowerZone(domain.zoneName))
      }
      if let cause = found.lazy.compactMap(\.unavailability).first {
        throw .unavailable(event: event.name, cause)
      }
      zones.append(found)
    }
    return PowercapSession(zones, events: events.map(\.name))
  }
}

/// Domains of power under their event names.
enum PowerDomain: String, CaseIterable {
  case package = "powercap::PACKAGE"
  case memory = "powercap::DRAM"

  /// What the kernel calls its zones; those of packages have a number behind it.
  var zoneName: String {
    switch self {
    case .package: "package"
    case .memory: "dram"
    }
  }
}

/// A folder of `/sys/class/powercap` with a meter.
struct PowerZone {
  private let path: String

  var energyPath: String { path + "/energy_uj" }
  /// Microjoules since some time; `nil` where it cannot be read.
  var energy: Int64? { KernelFile.read(energyPath).number.map(Int64.init) }
  /// Where the meter starts again at 0; without it, a wrapped count is lost and says so.
  private var range: Int64? {
    KernelFile.read(path + "/max_energy_range_uj").number.map(Int64.init)
  }

  /// Why the meter cannot be read; `nil` where it can.
  var unavailability: CounterUnavailability? {
    switch KernelFile.read(energyPath) {
    case .text(let text):
      Int64(text) == nil ? .sourceFailure("\(energyPath): '\(text)' is no number") : nil
    case .absent: .fileUnreadable(path: energyPath, code: ENOENT)
    case .unreadable(let code): Self.unavailability(energyPath, code)
    }
  }

  private static func unavailability(_ path: String, _ code: Int32) -> CounterUnavailability {
    code == EACCES || code == EPERM
      ? .fileDenied(path: path) : .fileUnreadable(path: path, code: code)
  }

  /// Zones of one domain in all packages; none where the kernel has no folder of them.
  static func all(
    of domain: PowerDomain, root: String, event: String
  ) throws(CounterError) -> [PowerZone] {
    let folder = root + "/sys/class/powercap"
    let names: [String]
    switch KernelFile.names(in: folder) {
    case .success(let found): names = found
    case .failure(let failure):
      throw .unavailable(event: event, unavailability(failure.path, failure.code))
    }
    // The same registers by another way: counting them as well would double the energy.
    return names.filter { !$0.hasPrefix("intel-rapl-mmio") }.compactMap { name in
      let zone = PowerZone(path: folder + "/" + name)
      // Control types have no name, only zones do; names are for everyone.
      let kind = KernelFile.read(zone.path + "/name").text?.split(separator: "-").first
      return kind.map(String.init) == domain.zoneName ? zone : nil
    }
  }

  /// Microjoules from `begin` to `end`, which is behind one wrap-around at most.
  func spent(from begin: Int64, to end: Int64) -> Int64? {
    if end >= begin { return end - begin }
    return range.map { $0 - begin + end }
  }
}

/// Differences of the meters between `start` and `stop`, summed over packages.
private final class PowercapSession: CounterSession {
  private let zones: [[PowerZone]]
  private let events: [String]
  private var begin: [[Int64?]]?

  init(_ zones: [[PowerZone]], events: [String]) {
    self.zones = zones
    self.events = events
  }

  func start() throws(CounterError) { begin = zones.map { $0.map(\.energy) } }

  func stop() throws(CounterError) -> CounterReading {
    let end = zones.map { $0.map(\.energy) }
    guard let begin else { throw .misuse(source: "powercap", problem: "stopped before its start") }
    self.begin = nil
    let counts = zones.indices.map { event -> Int64? in
      var sum: Int64 = 0
      for (index, zone) in zones[event].enumerated() {
        guard let first = begin[event][index], let last = end[event][index],
          let spent = zone.spent(from: first, to: last)
        else { return nil }
        sum += spent
      }
      return sum
    }
    return CounterReading(counts: counts)
  }
}

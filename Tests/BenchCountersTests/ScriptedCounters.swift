import BenchCounters
import BenchModel
import Synchronization

/// A counter source that does what a test tells it, and remembers what it was asked.
struct ScriptedCounters: CounterSource {
  let id: String
  let summary = "counters of a test"
  /// Counts by event name; an event without one does not exist.
  var counts: [String: Int64?] = [:]
  /// Events that exist and cannot be counted.
  var refused: [String: CounterUnavailability] = [:]
  /// Events that fit into one set.
  var capacity = Int.max
  /// Events that can be opened so many times and then no more.
  var lifetimes: [String: Int] = [:]
  var startFailure: CounterUnavailability?
  var stopFailure: CounterUnavailability?
  var runningFraction = 1.0
  /// Counts by pass, from 0, where passes differ; availability does not count as a pass.
  var countsOfPass: (@Sendable (Int, String) -> Int64)?
  let log = CallLog()

  init(id: String = "papi", counts: [String: Int64?] = [:]) {
    self.id = id
    self.counts = counts
  }

  func availability(of event: CounterEvent) -> CounterAvailability {
    if let cause = refused[event.name] { return .unavailable(cause) }
    return counts[event.name] == nil ? .unavailable(.noSuchEvent) : .available
  }

  func open(_ events: [CounterEvent]) throws(CounterError) -> any CounterSession {
    let names = events.map(\.name)
    let pass = log.opened(names)
    for name in names {
      guard counts[name] != nil else { throw .unavailable(event: name, .noSuchEvent) }
      if let lifetime = lifetimes[name], log.openings(of: name) > lifetime {
        throw .unavailable(event: name, .descriptorLimit(16))
      }
    }
    guard names.count <= capacity else {
      throw .unavailable(event: names[capacity], .conflict(watchdogCounts: false))
    }
    return ScriptedSession(source: self, names: names, pass: pass)
  }
}

/// The calls that a scripted source and its sessions received.
final class CallLog: Sendable {
  private let openings = Mutex<[[String]]>([])
  private let calls = Mutex<[String]>([])

  var all: [String] { calls.withLock { $0 } }

  func opened(_ names: [String]) -> Int {
    add("open " + names.joined(separator: " "))
    return openings.withLock {
      $0.append(names)
      return $0.count - 1
    }
  }

  func openings(of name: String) -> Int {
    openings.withLock { $0.count { $0.contains(name) } }
  }

  func add(_ call: String) { calls.withLock { $0.append(call) } }

  func clear() { calls.withLock { $0 = [] } }
}

private final class ScriptedSession: CounterSession {
  private let source: ScriptedCounters
  private let names: [String]
  private let pass: Int

  init(source: ScriptedCounters, names: [String], pass: Int) {
    self.source = source
    self.names = names
    self.pass = pass
  }

  func start() throws(CounterError) {
    source.log.add("start")
    if let cause = source.startFailure {
      throw .session(source: source.id, events: names, cause)
    }
  }

  func stop() throws(CounterError) -> CounterReading {
    source.log.add("stop")
    if let cause = source.stopFailure { throw .session(source: source.id, events: names, cause) }
    let counts = names.map { name in
      source.countsOfPass.map { $0(pass, name) } ?? source.counts[name] ?? nil
    }
    return CounterReading(counts: counts, runningFraction: source.runningFraction)
  }
}

extension CounterMetric {
  /// A metric of a test: key `papi_<name>` counted by the event `name`.
  init(_ name: String, kind: CounterKind = .hardware, events: [String]? = nil, anchor: Bool = false)
  {
    self.init(
      descriptor: MetricDescriptor(key: "papi_" + name, unit: .count, summary: name), kind: kind,
      events: events ?? [name], isAnchor: anchor)
  }
}

extension CounterGroup {
  init(_ name: String, _ metrics: [CounterMetric], derived: [DerivedMetric] = []) {
    self.init(
      name: name, summary: name, source: "papi", metrics: metrics, derived: derived)
  }
}

extension DerivedMetric {
  /// A quotient of two metrics of a test.
  init(_ name: String, _ numerator: String, over denominator: String) {
    let text = "papi_\(numerator) / papi_\(denominator)"
    do {
      self.init(
        descriptor: MetricDescriptor(key: "papi_" + name, unit: .ratio, summary: name),
        formula: try Formula(text, at: TextPosition(file: "test", line: 1, column: 1)))
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

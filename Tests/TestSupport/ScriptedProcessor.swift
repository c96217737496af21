package import BenchCounters
import Synchronization

/// A counting unit that counts exactly what a loop of known work executes, under the event names of one
/// micro-architecture, with the mistakes that a test gives it.
package struct ScriptedProcessor: CounterSource {
  package let id = "papi"
  package let summary = "a scripted processor"
  /// Counts are multiplied by these.
  package var factors: [String: Double] = [:]
  /// Added to every count, whatever runs.
  package var additions: [String: Double] = [:]
  package var refused: [String: CounterUnavailability] = [:]
  package var runningFraction = 1.0
  package let events: [String: Count]

  /// What an event counts of a loop.
  package typealias Count = @Sendable (Work) -> Double

  /// A loop, with what its code does not show.
  package struct Work {
    package let loop: KnownLoop
    package func callAsFunction(_ event: KnownEvent) -> Double { Double(loop.known[event] ?? 0) }
    package var cycles: Double { Double(loop.chainCycles ?? (loop.known[.instructions] ?? 0) / 2) }
  }

  private let running = Box()

  package init(events: [String: Count]) { self.events = events }

  /// `loop` with a run that this processor sees, instead of machine code.
  package func watching(_ loop: KnownLoop) -> KnownLoop {
    KnownLoop(
      name: loop.name, symbol: loop.symbol, known: loop.known, chainCycles: loop.chainCycles,
      run: { [running] in running.loop.withLock { $0 = loop } })
  }

  package func availability(of event: CounterEvent) -> CounterAvailability {
    if let cause = refused[event.name] { return .unavailable(cause) }
    return events[event.name] == nil ? .unavailable(.noSuchEvent) : .available
  }

  package func open(_ events: [CounterEvent]) throws(CounterError) -> any CounterSession {
    for event in events where self.events[event.name] == nil || refused[event.name] != nil {
      throw .unavailable(event: event.name, refused[event.name] ?? .noSuchEvent)
    }
    return Session(processor: self, names: events.map(\.name))
  }

  private final class Box: Sendable {
    let loop = Mutex<KnownLoop?>(nil)
  }

  private final class Session: CounterSession {
    private let processor: ScriptedProcessor
    private let names: [String]

    init(processor: ScriptedProcessor, names: [String]) {
      self.processor = processor
      self.names = names
    }

    func start() throws(CounterError) {}

    func stop() throws(CounterError) -> CounterReading {
      // Before the first loop, events are only tried.
      let loop = processor.running.loop.withLock { $0 }
      let counts = names.map { name -> Int64 in
        guard let loop, let count = processor.events[name] else { return 1_000 }
        let exact = count(Work(loop: loop)) * (processor.factors[name] ?? 1)
        return Int64((exact + (processor.additions[name] ?? 0)).rounded())
      }
      return CounterReading(counts: counts, runningFraction: processor.runningFraction)
    }
  }
}

import BenchCounters
import BenchModel

/// Counts by simulation: the columns `callgrind_…`, of cases that can be simulated.
///
/// The columns are the same on every machine; where nothing can be simulated their status is `unsupported`.
struct SimulatedCounters: CaseCounters {
  /// The word of `--counters`.
  static let name = "callgrind"

  private let simulator: Result<Simulator, SimulationError>
  /// Takes a line about a case that could have been simulated and was not.
  private let warn: (String) -> Void

  init(executable: String? = nil, warn: @escaping (String) -> Void = { _ in }) {
    self.warn = warn
    do throws(SimulationError) {
      simulator = .success(try Simulator(executable: executable))
    } catch {
      simulator = .failure(error)
    }
  }

  static let descriptors = SimulatedEvent.allCases.map(\.descriptor)
  var metricDescriptors: [MetricDescriptor] { Self.descriptors }

  /// Why nothing can be simulated here; `nil` where it can.
  var unavailability: SimulationError? {
    if case .failure(let error) = simulator { return error }
    return nil
  }

  func measure(_ item: CountedCase) throws(Interrupted) -> [Metric] {
    let subject = item.prepared.item
    guard case .success(let simulator) = simulator, Simulator.refusal(of: subject) == nil else {
      return Self.metrics(nil)
    }
    do {
      return Self.metrics(try simulator.simulate(subject))
    } catch SimulationError.interrupted {
      throw Interrupted()
    } catch {
      warn("\(subject.id): not simulated: \(error)")
      return Self.metrics(nil)
    }
  }

  private static func metrics(_ counts: SimulatedCounts?) -> [Metric] {
    SimulatedEvent.allCases.map { event in
      let value = counts?[event]
      return Metric(
        descriptor: event.descriptor, value: value, status: value == nil ? .unsupported : .ok)
    }
  }

  /// What simulates, for `environment.json`.
  var details: [String: String] {
    guard unavailability == nil else { return [:] }
    var details = ["simulated_caches": Simulator.cachesText]
    details["valgrind"] = Simulator.version
    return details
  }

  /// One line per fact for `doctor`: what simulates, or why nothing does.
  static var lines: [String] {
    switch unavailabilityHere {
    case nil:
      [
        "\(name): available by \(Simulator.version ?? "valgrind"), AVX2 kernels on one thread;"
          + " caches of a \(Simulator.cachesText)"
      ]
    case let error?: ["\(name): unsupported: \(error)"]
    }
  }

  /// Why nothing can be simulated on this machine, without preparing anything.
  static var unavailabilityHere: SimulationError? {
    do throws(SimulationError) {
      _ = try Simulator.valgrind()
      _ = try ObjectCode.tool("objcopy")
      return nil
    } catch {
      return error
    }
  }

  /// Whether every case has its counts, for `--require-counters`.
  ///
  /// - Throws: `RequiredCounterError`.
  func require(for cases: [BenchmarkCase]) throws(RequiredCounterError) {
    if let unavailability {
      throw RequiredCounterError(missing: ["\(Self.name): \(unavailability)"])
    }
    let missing = cases.compactMap { item in
      Simulator.refusal(of: item).map { "\(Self.name) of \(item.id): \($0)" }
    }
    if !missing.isEmpty { throw RequiredCounterError(missing: missing) }
  }
}

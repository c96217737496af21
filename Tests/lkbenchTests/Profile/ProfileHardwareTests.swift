import ArgumentParser
import BenchCounters
import ConvModel
import ConvPlanning
import TestSupport
import Testing

@testable import lkbench

/// The way from hardware counters to the reading of a profile, by readings constructed for two
/// micro-architectures: this project's machines have no counting unit.
@Suite("Profile with hardware counters")
struct ProfileHardwareTests {
  private static let words = [
    "--variant", "dense", "--kernel", "7", "--shape", "16x9x9", "--algorithm", "direct,fft",
    "--cache", "warm", "--threads", "1", "--isa", "portable",
  ]

  private static func profile(_ id: String, _ counts: [String: Int64]) throws -> Profile {
    let machine = try #require(MicroArchitecture.all.first { $0.id == id })
    let folder = try #require(ProjectFolder.current.find(CounterOptions.folder))
    let groups = try CounterGroup.all(below: folder, for: machine)
    let pass = try CounterPass(
      groups: groups, sources: [ConstructedSource(counts: counts)], knownWork: {})
    let options = try SelectionOptions.parse(words)
    let cases = try ProfileCases(
      try options.resolve(), given: try SelectionAxes(options), machine: .current, cpuCount: 1)
    let (outcome, table) = try RunPipelineTests.run(cases.selection, counters: pass)
    #expect(outcome.measured == 2)
    let rows = ProfileRows(table, ceilings: nil, phases: [:])
    return Profile(
      problem: "p", layout: "nhwc", machine: id, ceilings: nil,
      algorithms: cases.subjects.compactMap {
        AlgorithmProfile($0, rows, variations: [], simulated: nil)
      }, notes: [])
  }

  @Test(
    "every algorithm has its counters, cycles and slots, and the text shows them",
    arguments: [
      ("zen4", ConstructedReadings.zen4, 0.05), ("skylake-x", ConstructedReadings.skylake, 0.1),
    ])
  func counted(id: String, counts: [String: Int64], speculation: Double) throws {
    let profile = try Self.profile(id, counts)
    #expect(profile.algorithms.count == 2)
    for algorithm in profile.algorithms {
      func value(_ key: String) -> Double? {
        algorithm.counters.first { $0.key == key && $0.status == "ok" }?.value
      }
      #expect(algorithm.cycles?.source == "papi_cycles")
      #expect(value("papi_ipc").map { abs($0 - 2.5) < 1e-9 } == true)
      #expect(value("papi_speculation_share").map { abs($0 - speculation) < 1e-9 } == true)
      #expect(value("papi_l2_fill_gbytes_per_second") ?? 0 > 0)
      let text = algorithm.reading.joined(separator: " ")
      #expect(text.contains("50.0 % retire, 10.0 % wait for the front end"), "\(text)")
      #expect(text.contains("GB/s from memory, counted"))
    }
    #expect(profile.plain().contains("papi_backend_share"))
    #expect(try profile.json().contains("\"papi_flops_per_cycle\""))
  }
}

/// Knows some events and no others, and always counts the same.
private struct ConstructedSource: CounterSource {
  let counts: [String: Int64]
  var id: String { "papi" }
  var summary: String { "constructed readings" }

  func availability(of event: CounterEvent) -> CounterAvailability {
    counts[event.name] == nil ? .unavailable(.noSuchEvent) : .available
  }

  func open(_ events: [CounterEvent]) throws(CounterError) -> any CounterSession {
    for event in events where counts[event.name] == nil {
      throw .unavailable(event: event.name, .noSuchEvent)
    }
    return Session(counts: events.map { counts[$0.name] })
  }

  private final class Session: CounterSession {
    private let counts: [Int64?]

    init(counts: [Int64?]) { self.counts = counts }

    func start() throws(CounterError) {}
    func stop() throws(CounterError) -> CounterReading { CounterReading(counts: counts) }
  }
}

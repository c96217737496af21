import ArgumentParser
import BenchCounters
import BenchReports
import ConvModel
import ConvPlanning
import TestSupport
import Testing

@testable import lkbench

/// The way from hardware counters to the reading of a profile, on any machine: by readings that hardware
/// recorded, or that were constructed where none has been recorded yet.
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
    arguments: MachineReadings.all)
  func counted(_ readings: MachineReadings) throws {
    let profile = try Self.profile(readings.id, readings.counts)
    let cycles = try #require(readings.counts["perf::CYCLES"])
    let ipc = Double(try #require(readings.counts["perf::INSTRUCTIONS"])) / Double(cycles)
    #expect(profile.algorithms.count == 2)
    for algorithm in profile.algorithms {
      func value(_ key: String) throws -> Double {
        try #require(
          algorithm.counters.first { $0.key == key && $0.status == "ok" }?.value, "\(key)")
      }
      #expect(algorithm.cycles?.source == "papi_cycles")
      #expect(abs(try value("papi_ipc") / ipc - 1) < 1e-9)
      #expect(try value("papi_l2_fill_gbytes_per_second") > 0)
      let text = algorithm.reading.joined(separator: " ")
      let (retiring, frontend) = (
        NumberText.percent(try value("papi_retiring_share")),
        NumberText.percent(try value("papi_frontend_share"))
      )
      #expect(text.contains("\(retiring) retire, \(frontend) wait for the front end"), "\(text)")
      #expect(text.contains("GB/s from memory, counted"))
      if readings.origin == .constructed {
        #expect((retiring, frontend) == ("50.0 %", "10.0 %"))
        let speculation = readings.id == "zen4" ? 0.05 : 0.1
        #expect(abs(try value("papi_speculation_share") - speculation) < 1e-9)
      }
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

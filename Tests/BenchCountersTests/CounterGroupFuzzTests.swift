import TestSupport
import Testing

@testable import BenchCounters

@Suite("Damaged counter groups")
struct CounterGroupFuzzTests {
  @Test("a group is read or refused in one line")
  func yaml() throws {
    let names = ["hardware", "rusage", "software"]
    let corpus = try names.map { try Fuzzing.file("Benchmarks/CounterGroups/generic/\($0).yaml") }
    let faults = Fuzzing(rounds: 400).faults(corpus, seed: 7) { bytes in
      _ = try CounterGroup(yaml: String(decoding: bytes, as: UTF8.self), file: "g.yaml")
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}

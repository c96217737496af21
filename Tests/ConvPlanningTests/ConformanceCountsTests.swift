import ConvModel
import ConvPlanning
import KernelBuilds
import Testing

@Suite("Conformance counts")
struct ConformanceCountsTests {
  private static let key = ConformanceTally.Key(build: "avx2", algorithm: "direct")

  @Test("a case less, a case more trusted, a new row and a missing one are each named")
  func differences() {
    let other = ConformanceTally.Key(build: "portable", algorithm: "fft")
    let count = ConformanceTally.Count(cases: 5, mistrusted: 1)
    func differences(_ found: ConformanceTally.Count?) -> [String] {
      let pinned = [Self.key: count]
      return ConformanceCounts.differences(
        found.map { [Self.key: $0] } ?? [:], pinned, suite: "s")
    }
    #expect(differences(count) == [])
    let table = "but 5 cases, 1 mistrusted in ConformanceCounts.csv"
    #expect(
      differences(.init(cases: 4, mistrusted: 1))
        == ["s, avx2, direct: 4 cases, 1 mistrusted, \(table)"])
    #expect(
      differences(.init(cases: 5, mistrusted: 0))
        == ["s, avx2, direct: 5 cases, 0 mistrusted, \(table)"])
    #expect(differences(nil) == ["s, avx2, direct: none, \(table)"])
    #expect(
      ConformanceCounts.differences([Self.key: count, other: count], [Self.key: count], suite: "s")
        == [
          "s, portable, fft: 5 cases, 1 mistrusted, but none in ConformanceCounts.csv"
        ])
  }

  @Test("a case counts, and fails unless it passed or had too few outputs to be judged")
  func tally() {
    var tally = ConformanceTally()
    tally.add(Self.key, .passed, outputs: 100, "a")
    tally.add(Self.key, .mistrusted("constant"), outputs: 7, "b")
    #expect(tally.failures.isEmpty)
    tally.add(Self.key, .mistrusted("constant"), outputs: 8, "c")
    tally.add(Self.key, .failed("far off"), outputs: 1, "d")
    #expect(tally.failures == ["c: mistrusted: constant", "d: far off"])
    #expect(tally.counts == [Self.key: ConformanceTally.Count(cases: 4, mistrusted: 1)])
  }

  @Test("what items count is added up")
  func gather() async throws {
    let tally = try await ConformanceTally.gather(Array(1...40)) { item, tally in
      for _ in 0..<item { tally.add(Self.key, .passed, outputs: 9, "") }
      if item == 7 { tally.fail("seven") }
    }
    #expect(tally.counts == [Self.key: ConformanceTally.Count(cases: 820, mistrusted: 0)])
    #expect(tally.failures == ["seven"])
  }

  @Test("every instruction set that this machine has is a build, with kernels of every kind")
  func builds() throws {
    for build in KernelBuild.all {
      #expect(build.algorithms.contains { $0.instructionSet == build.instructionSet })
      #expect(build.weightGradients.allSatisfy { $0.instructionSet == build.instructionSet })
      #expect(!build.weightGradients.isEmpty)
      #expect(build.layers.instructionSet == build.instructionSet)
      #expect(try build.planner().instructionSet == build.instructionSet)
    }
    #expect(Set(KernelBuild.all.map(\.instructionSet)).count == KernelBuild.all.count)
  }
}

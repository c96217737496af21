import ConvModel
import ConvPlanning
import KernelBuilds
import Testing

@Suite("Conformance counts")
struct ConformanceCountsTests {
  private static let key = ConformanceTally.Key(build: "avx2", algorithm: "direct")

  @Test("a case less, a new row and a missing one are each named")
  func differences() {
    let other = ConformanceTally.Key(build: "portable", algorithm: "fft")
    func differences(_ found: Int?) -> [String] {
      let pinned = [Self.key: 5]
      return ConformanceCounts.differences(
        found.map { [Self.key: $0] } ?? [:], pinned, suite: "s")
    }
    #expect(differences(5) == [])
    let table = "but 5 cases in ConformanceCounts.csv"
    #expect(differences(4) == ["s, avx2, direct: 4 cases, \(table)"])
    #expect(differences(nil) == ["s, avx2, direct: none, \(table)"])
    #expect(
      ConformanceCounts.differences([Self.key: 5, other: 5], [Self.key: 5], suite: "s")
        == [
          "s, portable, fft: 5 cases, but none in ConformanceCounts.csv"
        ])
  }

  @Test("a case counts, and fails unless it passed")
  func tally() {
    var tally = ConformanceTally()
    tally.add(Self.key, .passed, "a")
    #expect(tally.failures.isEmpty)
    tally.add(Self.key, .mistrusted("constant"), "b")
    tally.add(Self.key, .failed("far off"), "c")
    #expect(tally.failures == ["b: mistrusted: constant", "c: far off"])
    #expect(tally.counts == [Self.key: 3])
  }

  @Test("what items count is added up")
  func gather() async throws {
    let tally = try await ConformanceTally.gather(Array(1...40)) { item, tally in
      for _ in 0..<item { tally.add(Self.key, .passed, "") }
      if item == 7 { tally.fail("seven") }
    }
    #expect(tally.counts == [Self.key: 820])
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

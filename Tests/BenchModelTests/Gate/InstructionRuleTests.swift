import BenchModel
import Testing

@Suite("Rule of instruction counts")
struct InstructionRuleTests {
  private func verdict(_ base: [Double], _ head: [Double]) -> GateVerdict {
    InstructionRule().verdict(base: base, head: head)
  }

  @Test("a change counts beyond the share and the least number, in both directions")
  func limits() {
    #expect(verdict([1e6, 1e6], [1_010_001, 1_010_001]) == .regression)
    #expect(verdict([1e6, 1e6], [1_010_000, 1_010_000]) == .same)
    #expect(verdict([1e6, 1e6], [989_999, 989_999]) == .improvement)
    #expect(verdict([1e6, 1e6], [1e6, 1e6]) == .same)
    // Half as much again, and still only a few instructions.
    #expect(verdict([2000], [3000]) == .same)
    #expect(verdict([2000], [3001]) == .regression)
    #expect(verdict([3001], [2000]) == .improvement)
  }

  @Test("the limit is the caller's")
  func limit() {
    var rule = InstructionRule()
    rule.limit = 0.5
    #expect(rule.verdict(base: [1e6], head: [1.4e6]) == .same)
    #expect(rule.verdict(base: [1e6], head: [1.6e6]) == .regression)
  }

  @Test("counts that do not repeat are skipped with both of them, on either side")
  func irreproducible() throws {
    for (base, head) in [([1e6, 1_000_101], [2e6]), ([2e6], [1e6, 1_000_101])] {
      guard case .skipped(let reason) = verdict(base, head) else {
        Issue.record("\(verdict(base, head))")
        continue
      }
      #expect(reason.contains("1000000 and 1000101"), "\(reason)")
      #expect(reason.hasPrefix(base.count > 1 ? "base" : "head"))
    }
    #expect(verdict([1e6, 1_000_100], [1e6]) == .same)
    #expect(verdict([], [1e6]) == .skipped("nothing was counted"))
  }
}

import Foundation
import Testing

@testable import lkbench

@Suite("Cases for other harnesses")
struct SuiteCaseTests {
  @Test("a suite gives its cases, each prepared, verified and callable")
  func cases() throws {
    let cases = try SuiteCase.cases(of: "ci")
    #expect(cases.count == 12 && Set(cases.map(\.id)).count == 12)
    let small = try #require(cases.first { $0.id.hasPrefix("dense/768x7x7/k13/") })
    let prepared = try small.prepare()
    #expect(prepared.nominalMACs == 768 * 49 * 169)
    #expect(!prepared.algorithm.isEmpty)
    prepared.run(3)
  }

  @Test("a suite that is not there is one line")
  func missing() {
    let error = #expect(throws: SuiteCaseError.self) { try SuiteCase.cases(of: "nowhere") }
    #expect(error?.description.contains("nowhere") == true)
    #expect(error?.description.contains("\n") == false)
  }
}

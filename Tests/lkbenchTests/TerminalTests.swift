import Testing

@testable import lkbench

@Suite("Terminal")
struct TerminalTests {
  private func color(
    _ mode: ColorMode, _ environment: [String: String] = [:], terminal: Bool
  ) -> Bool {
    Terminal(
      color: mode, environment: environment, outputIsTerminal: terminal, errorIsTerminal: terminal
    ).usesColor
  }

  @Test("colours need a terminal, unless they are asked for")
  func modes() {
    #expect(color(.auto, terminal: true))
    #expect(!color(.auto, terminal: false))
    #expect(color(.always, terminal: false))
    #expect(!color(.never, terminal: true))
  }

  @Test("NO_COLOR counts unless it is empty, and an explicit option beats it")
  func noColor() {
    #expect(!color(.auto, ["NO_COLOR": "1"], terminal: true))
    #expect(color(.auto, ["NO_COLOR": ""], terminal: true))
    #expect(color(.always, ["NO_COLOR": "1"], terminal: true))
    #expect(!color(.auto, ["TERM": "dumb"], terminal: true))
  }

  @Test("the time left is extrapolated from what is done")
  func progress() {
    #expect(
      ProgressLine.line(done: 3, total: 12, elapsed: .seconds(30), "x")
        == "[3/12] 25 %, 1 min 30 s left: x")
    #expect(ProgressLine.line(done: 0, total: 12, elapsed: .zero, "x") == "[0/12] 0 %: x")
    #expect(ProgressLine.duration(seconds: 59) == "59 s")
    #expect(ProgressLine.duration(seconds: 7500) == "2 h 5 min")
  }

  @Test("columns of a listing are as wide as their widest cell")
  func listing() throws {
    let listing = Listing(columns: ["a", "bb"], rows: [["xyz", "1"], ["×", ""]])
    #expect(listing.text == "a    bb\nxyz  1\n×    ")
    #expect(try listing.json().contains("\"bb\" : \"1\""))
  }
}

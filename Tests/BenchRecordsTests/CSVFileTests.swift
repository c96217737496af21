import Testing

@testable import BenchRecords

@Suite("Reading of comma-separated files")
struct CSVFileTests {
  static let adversarial = [
    "", "a", " a ", "a,b", "\"", "\"\"", "a\"b", ",", "\n", "\r\n", "a\r\nb", "\r", "\t",
    "\u{301}", "x\u{301}", "\u{200D}", "👩‍👩‍👧", "\u{2028}", "\u{85}", "\u{B}", "\u{FEFF}a", "\u{0}",
    "größe, \"µs\"", "=1+1", "true", "1,5", "'", "\u{E0C3}",
  ]

  @Test("gives back every text that was written, alone and between others")
  func roundTrip() throws {
    var rows = Self.adversarial.map { [$0, "x", $0] }
    rows.append(Self.adversarial)
    rows.append(Self.adversarial.reversed())
    let text = rows.map { CSVText.line($0) }.joined()
    let file = try CSVFile(Array(text.utf8), path: "t.csv")
    // Compared by bytes: equal characters may differ in their scalars.
    #expect(
      file.rows.map { $0.cells.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
    #expect(!file.isTruncated)
    #expect(file.rows.flatMap(\.bytes) == Array(text.utf8))
  }

  @Test("accepts both line ends and a byte order mark")
  func foreignFiles() throws {
    let file = try CSVFile(Array("\u{FEFF}a,\"b\"\r\n1,\"2\"\r\n".utf8), path: "t.csv")
    #expect(file.rows.map(\.cells) == [["a", "b"], ["1", "2"]])
  }

  @Test("counts lines through cells of several lines")
  func lineNumbers() throws {
    let file = try CSVFile(Array("a,b\n\"1\n2\",x\n3,y\n".utf8), path: "t.csv")
    #expect(file.rows.map(\.line) == [1, 2, 4])
  }

  @Test(
    "names the line where quotes do not match",
    arguments: [
      ("a,b\n1,x\"y\n", 2), ("a,b\n1,\"x\"y\n", 2), ("a,b\n1,2\n\"x\nz\"y,1\n", 3),
      ("s,r,t\n1,run,\"open\n1,run,next\n1,run,last\n", 2),
    ])
  func damagedQuotes(text: String, line: Int) {
    let expected = RecordError.damaged(
      path: "t.csv", line: line, what: "the quotes do not match")
    #expect(throws: expected) { try CSVFile(Array(text.utf8), path: "t.csv") }
  }

  @Test("leaves out a last row that has no end")
  func truncatedRow() throws {
    for tail in ["1", "1,", "1,\"2", "1,\"2\nmore", "1,\"2\""] {
      let file = try CSVFile(Array(("a,b\n0,0\n" + tail).utf8), path: "t.csv")
      #expect(file.rows.count == 2)
      #expect(file.isTruncated)
    }
  }
}

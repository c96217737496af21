import BenchModel
import BenchRecords
import BenchReports
import Synchronization
import Testing

@Suite("Numbers and tables for people")
struct TableTests {
  @Test(
    "gives times three digits and the unit that suits them",
    arguments: [
      (0, "0 ns"), (0.25, "0.250 ns"), (9.996, "10.0 ns"), (377, "377 ns"), (999.6, "1.00 µs"),
      (1234, "1.23 µs"), (56_789, "56.8 µs"), (1_234_567, "1.23 ms"), (3.6e12, "3600 s"),
    ])
  func times(nanoseconds: Double, expected: String) {
    #expect(NumberText.time(nanoseconds: nanoseconds) == expected)
  }

  @Test(
    "gives numbers three significant digits",
    arguments: [
      (0, "0"), (0.01234, "0.0123"), (1, "1.00"), (99.96, "100"), (123_456, "123000"),
      (-2.5, "-2.50"), (.infinity, "-"),
    ])
  func numbers(value: Double, expected: String) {
    #expect(NumberText.significant(value) == expected)
  }

  private func sample() -> TextTable {
    var table = TextTable(columns: [.init("name", .left), .init("time", .right), .init("", .left)])
    table.append(["a", "1.23 µs", ""])
    table.append([.init("long name", tone: .bad), "9 s", "x|y"])
    return table
  }

  @Test("aligns columns and leaves no blanks at the ends of lines")
  func plain() {
    let expected = """
      name          time
      a          1.23 µs
      long name      9 s  x|y

      """
    #expect(sample().plain() == expected)
  }

  @Test("colours only when asked, without moving columns")
  func colours() {
    let text = sample().plain(isColored: true)
    #expect(text.contains("\u{1B}[31mlong name\u{1B}[0m      9 s"))
    #expect(!sample().plain().contains("\u{1B}"))
  }

  @Test("writes Markdown that bars and line feeds do not break")
  func markdown() {
    let expected = """
      | name | time |  |
      | :-- | --: | :-- |
      | a | 1.23 µs |  |
      | long name | 9 s | x\\|y |

      """
    #expect(sample().markdown() == expected)
  }

  @Test("prints one line per case as it ends")
  func console() throws {
    let text = try printed(by: "console")
    let expected = """
      variant      form      algorithm        channels × map    K  threads    median       ±  GFLOP/s  of peak  status
      dense        direct    direct                 96 × 56²   31        1    500 µs  12.5 %     76.5   63.4 %  ok
      peripheral   shared    box-sums           384 × 14 × 7             1                                      skipped: no sharing at K = 7

      """
    #expect(text == expected)
  }

  @Test("knows its formats by name")
  func catalog() {
    #expect(
      SinkCatalog.all.map(\.id) == [
        "console", "markdown", "csv", "json", "google-benchmark", "smaller-is-better", "bmf",
      ])
    #expect(SinkCatalog.sink(named: "xml") == nil)
  }

  @Test("prints a Markdown table when the run ends")
  func markdownSink() throws {
    let text = try printed(by: "markdown")
    #expect(text.split(separator: "\n").count == 4)
    #expect(text.contains("| dense | direct | direct | 96 × 56² | 31 | 1 | 500 µs | 12.5 % |"))
  }

  private func printed(by format: String) throws -> String {
    let printed = Mutex("")
    let output = TextOutput { text in printed.withLock { $0 += text } }
    let description = try #require(SinkCatalog.sink(named: format))
    var sink = description.make(SinkContext(output: output))
    let schema = try RecordSchema()
    var record = RunRecord(schema: schema, runID: "r", suite: "s", caseID: "1")
    record.set(status: .ok)
    record.set(
      summary: Summary(
        samples: 9, iterations: 90, minimum: 4.9e5, median: 5e5, p95: 6e5,
        medianInterval: 4.9e5...5.625e5, medianAbsoluteDeviation: 1e3, stopReason: .budget))
    let texts: [(CoreColumn, Cell)] = [
      (.variant, "dense"), (.form, "direct"), (.algorithm, "direct"), (.channels, 96),
      (.height, 56), (.width, 56), (.kernel, 31), (.threads, 1), (.usefulGFLOPS, 76.52),
      (.peakFraction, 0.634),
    ]
    for (column, cell) in texts { record[column] = cell }
    try sink.write(record, samples: [])
    record = RunRecord(schema: schema, runID: "r", suite: "s", caseID: "2")
    record.set(status: .skipped, reason: "no sharing at K = 7")
    let others: [(CoreColumn, Cell)] = [
      (.variant, "peripheral"), (.form, "shared"), (.algorithm, "box-sums"), (.channels, 384),
      (.height, 14), (.width, 7), (.threads, 1),
    ]
    for (column, cell) in others { record[column] = cell }
    try sink.write(record, samples: [])
    try sink.finish()
    return printed.withLock(\.self)
  }
}

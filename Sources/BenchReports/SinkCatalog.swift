package import BenchRecords

/// The formats in which a run can print its cases, beside the results folder it always writes.
///
/// A new format is a type that conforms to `RecordSink` and one line here.
package enum SinkCatalog {
  /// Every format, the default one first.
  package static let all: [SinkDescription] = [
    SinkDescription(id: "console", summary: "one aligned line per case") {
      ConsoleSink(output: $0.output, isColored: $0.isColored)
    },
    SinkDescription(id: "markdown", summary: "a Markdown table when the run ends") {
      MarkdownSink(output: $0.output)
    },
    SinkDescription(id: "csv", summary: "the rows of results.csv") {
      CSVTextSink(output: $0.output)
    },
    SinkDescription(id: "json", summary: "one JSON object per line and case") {
      JSONLinesSink(output: $0.output)
    },
    SinkDescription(id: "google-benchmark", summary: "JSON of Google Benchmark, a median per case")
    {
      GoogleBenchmarkSink(output: $0.output, environment: $0.environment)
    },
    SinkDescription(
      id: "smaller-is-better", summary: "github-action-benchmark's customSmallerIsBetter"
    ) {
      SmallerIsBetterSink(output: $0.output)
    },
    SinkDescription(id: "bmf", summary: "Bencher Metric Format") {
      BencherSink(output: $0.output)
    },
  ]

  /// The format of that name, or `nil`.
  package static func sink(named id: String) -> SinkDescription? { all.first { $0.id == id } }
}

/// A format by name.
package struct SinkDescription: Sendable {
  /// The value of `--format`.
  package let id: String
  package let summary: String
  /// A new sink that prints to the output of the context.
  package let make: @Sendable (SinkContext) -> any RecordSink

  init(
    id: String, summary: String, make: @escaping @Sendable (SinkContext) -> any RecordSink
  ) {
    self.id = id
    self.summary = summary
    self.make = make
  }
}

/// What a sink may need to know about its surroundings.
package struct SinkContext: Sendable {
  package let output: TextOutput
  /// Whether the reader sees colours.
  package let isColored: Bool
  /// Where the cases come from; `nil` where that is not known.
  package let environment: RunEnvironment?

  package init(
    output: TextOutput = .standardOutput, isColored: Bool = false,
    environment: RunEnvironment? = nil
  ) {
    self.output = output
    self.isColored = isColored
    self.environment = environment
  }
}

package import BenchModel
package import BenchRecords

/// The JSON of Google Benchmark with `--benchmark_report_aggregates_only`: `context` and `benchmarks`, an
/// aggregate `median` per case (google/benchmark, src/json_reporter.cc, schema version 1).
///
/// The format demands a `cpu_time`, which is not measured: it repeats `real_time`, and the context says so.
/// Cases without a time are in the context, with their reason: among `benchmarks` each reader would take
/// them for a time.
package struct GoogleBenchmarkSink: RecordSink {
  private let output: TextOutput
  private let environment: RunEnvironment?
  private var benchmarks: [GoogleBenchmark.Entry] = []
  private var others: [GoogleBenchmark.NotMeasured] = []

  package init(output: TextOutput, environment: RunEnvironment?) {
    self.output = output
    self.environment = environment
  }

  package mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    guard let time = try MeasuredTime(record) else {
      others.append(
        .init(
          name: record.caseID, status: record.text(.status) ?? "", reason: record.text(.reason)))
      return
    }
    benchmarks.append(.init(time, record, index: benchmarks.count))
  }

  package mutating func finish() throws(RecordError) {
    let context = GoogleBenchmark.Context(environment, notMeasured: others)
    try output.print(JSONText.document(GoogleBenchmark(context: context, benchmarks: benchmarks)))
  }
}

/// The layout of the file.
private struct GoogleBenchmark: Encodable, Sendable {
  let context: Context
  let benchmarks: [Entry]

  struct NotMeasured: Encodable, Sendable {
    let name: String
    let status: String
    let reason: String?
  }

  struct Context: Encodable, Sendable {
    let date: String?
    /// The machine's description: results hold no host name.
    let hostName: String?
    let executable = "lkbench"
    let cpuCount: Int?
    let caches: [Cache]
    let buildType: String?
    let schemaVersion = 1
    let cpuTime = "copy of real_time: only wall time is measured"
    let notMeasured: [NotMeasured]

    enum CodingKeys: String, CodingKey {
      case date
      case hostName = "host_name"
      case executable
      case cpuCount = "num_cpus"
      case caches
      case buildType = "library_build_type"
      case schemaVersion = "json_schema_version"
      case cpuTime = "lkbench_cpu_time"
      case notMeasured = "lkbench_not_measured"
    }

    init(_ environment: RunEnvironment?, notMeasured: [NotMeasured]) {
      date = environment.map { ISOTime.text(ofCompact: $0.startedAt) }
      hostName = environment?.machineName
      cpuCount = environment?.machine.processorsOnline
      caches = (environment?.machine.caches ?? []).map(Cache.init)
      buildType = environment?.details["build_configuration"]
      self.notMeasured = notMeasured
    }
  }

  struct Cache: Encodable, Sendable {
    let type: String
    let level: Int
    let size: Int
    let sharers: Int?

    enum CodingKeys: String, CodingKey {
      case type
      case level
      case size
      case sharers = "num_sharing"
    }

    init(_ cache: CacheDescription) {
      type = cache.kind
      level = cache.level
      size = cache.bytes
      sharers = cache.sharerCount
    }
  }

  struct Entry: Encodable, Sendable {
    let name: String
    let familyIndex: Int
    let instanceIndex = 0
    let runName: String
    let runType = "aggregate"
    let repetitions: Int
    let threads: Int
    let aggregateName = "median"
    let aggregateUnit = "time"
    let iterations: Int
    let realTime: Double
    let cpuTime: Double
    let timeUnit = "ns"
    /// Further columns stand beside the fields, as user counters do.
    let low: Double?
    let high: Double?
    let usefulGFLOPS: Double?
    let label: String?

    enum CodingKeys: String, CodingKey {
      case name
      case familyIndex = "family_index"
      case instanceIndex = "per_family_instance_index"
      case runName = "run_name"
      case runType = "run_type"
      case repetitions
      case threads
      case aggregateName = "aggregate_name"
      case aggregateUnit = "aggregate_unit"
      case iterations
      case realTime = "real_time"
      case cpuTime = "cpu_time"
      case timeUnit = "time_unit"
      case low = "ci_low_ns"
      case high = "ci_high_ns"
      case usefulGFLOPS = "useful_gflops"
      case label
    }

    init(_ time: MeasuredTime, _ record: RunRecord, index: Int) {
      name = time.name + "_median"
      familyIndex = index
      runName = time.name
      // The samples of a case are its repetitions; an aggregate's iterations count them too.
      repetitions = record.integer(.samples) ?? 1
      iterations = repetitions
      threads = record.integer(.threads) ?? 1
      realTime = time.median
      cpuTime = time.median
      low = time.low
      high = time.high
      usefulGFLOPS = record.real(.usefulGFLOPS)
      label = record.text(.algorithm)
    }
  }
}

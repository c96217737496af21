import BenchModel
import BenchRecords
import Foundation

/// Calls `body` with the path of a folder that is removed afterwards.
///
/// In memory where the system offers that: the tests flush thousands of times.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let memory = URL(filePath: "/dev/shm")
  let isInMemory = FileManager.default.isWritableFile(atPath: memory.path)
  let root = isInMemory ? memory : FileManager.default.temporaryDirectory
  let folder = root.appending(path: "lkbench-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

func contents(_ path: String) throws -> [UInt8] {
  try Array(Data(contentsOf: URL(filePath: path)))
}

func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
  try Data(bytes).write(to: URL(filePath: path))
}

/// Small things to record, the same in every test.
enum Fixture {
  static let metric = MetricDescriptor(
    key: "papi_page_faults", unit: .count, summary: "page faults")

  static func schema() throws -> RecordSchema {
    try RecordSchema(metrics: [metric], extraColumns: ["stop_reason"])
  }

  static func environment(
    runID: String = "run-1", digest: String = "d1", cases: [String]? = nil, model: Int = 1
  ) -> RunEnvironment {
    var machine = MachineDescription()
    machine.modelName = "AMD EPYC"
    machine.family = 25
    machine.model = model
    machine.processorsOnline = 2
    return RunEnvironment(
      runID: runID, suite: "smoke", startedAt: "20260131T142500Z", selectionDigest: digest,
      commandLine: ["lkbench", "run", "--filter", "a b"], cases: cases, machine: machine,
      system: SystemDescription(), details: ["seed": "1"])
  }

  static func samples(_ count: Int, scale: Double = 1) -> [Sample] {
    (0..<count).map { number in
      let noise = NoiseEvidence(
        stealNanoseconds: number == 0 ? nil : 0.5, involuntaryContextSwitches: number)
      return Sample(
        order: number * 3, iterations: 4, elapsedNanoseconds: 1000.25 * scale + Double(number),
        noise: noise)
    }
  }

  static func summary(samples: Int, median: Double) -> Summary {
    Summary(
      samples: samples, iterations: 4 * samples, minimum: median * 0.9, median: median,
      p95: median * 1.5, medianInterval: (median * 0.95)...(median * 1.125),
      medianAbsoluteDeviation: median / 16, stopReason: .precision)
  }

  /// Three cases: two measured, one skipped with a reason that needs quoting.
  static func cases(_ folder: ResultsFolder) -> [(record: RunRecord, samples: [Sample])] {
    var first = folder.record(caseID: "dense/k7")
    first.set(status: .ok)
    first.set(summary: summary(samples: 2, median: 250))
    first.set(metrics: [Metric(descriptor: metric, value: 3, status: .ok)])
    first[.kernel] = 7
    first[.verified] = true
    var second = folder.record(caseID: "dense/k9")
    second.set(status: .skipped, reason: "needs \"AVX-512\",\nwhich is\u{301} missing")
    var third = folder.record(caseID: "größe 51")
    third.set(status: .ok)
    third.set(summary: summary(samples: 3, median: 500.125))
    third[.repro] = "lkbench run --kernel 51"
    return [(first, samples(2)), (second, []), (third, samples(3, scale: 2))]
  }

  /// A folder with all three cases in it.
  static func fullFolder(_ path: String) throws {
    let folder = try ResultsFolder.create(
      at: path, schema: schema(), environment: environment())
    for (record, samples) in cases(folder) {
      try folder.append(record, samples: samples)
    }
  }
}

import Benchmark
import Foundation
import lkbench

/// What the plugin calls to learn of the benchmarks: one per case of the suite `ci`.
let benchmarks: @Sendable () -> Void = {
  // One call per sample: the plugin rounds the throughput of a sample to a whole number before it
  // scales it, and a thousand calls of some of these cases take a good part of a second. CPU time is
  // left out, since it is counted in ticks of 10 ms.
  let configuration = Benchmark.Configuration(
    metrics: [.wallClock, .throughput], timeUnits: .nanoseconds, warmupIterations: 100,
    scalingFactor: .one, maxDuration: .seconds(2))
  for suiteCase in orExit({ try SuiteCase.cases(of: "ci") }) {
    Benchmark(
      suiteCase.id, configuration: configuration,
      closure: { benchmark, prepared in prepared.run(benchmark.scaledIterations.count) },
      setup: { orExit { try suiteCase.prepare() } })
  }
}

/// Ends the process where `body` throws: of an error that a setup throws the plugin prints the text, but
/// it exits with 0.
private func orExit<Value>(_ body: () throws -> Value) -> Value {
  do { return try body() } catch {
    FileHandle.standardError.write(Data("error: \(error)\n".utf8))
    exit(1)
  }
}

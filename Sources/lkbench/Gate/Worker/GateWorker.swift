import BenchHarness
import BenchModel
import BenchRecords
import ConvModel
import Foundation

/// The worker side of the gate: answers requests, and runs a kernel only when handed the token.
///
/// Belongs to one thread, which it pins. Ends when its input does.
final class GateWorker {
  private let clock: any TimeSource
  private let noise: any NoiseSource
  private let pressure = PressureSource()
  private let runQueue = RunQueueSource()
  private let preparer: GateCasePreparer
  private var cases: [Int: GateCase] = [:]
  private var arena: MemoryArena?
  private lazy var counters = GateCounters(folder: folder)
  private let folder: ProjectFolder

  init(
    clock: any TimeSource = MonotonicClock(), noise: any NoiseSource = SystemNoiseSource(),
    context: SelectionContext = .current
  ) {
    self.clock = clock
    self.noise = noise
    folder = context.folder
    preparer = GateCasePreparer(context: context)
  }

  /// Serves requests, one per line, until there are no more.
  ///
  /// - Throws: `RecordError` where an answer cannot be written.
  func serve(
    _ nextLine: () -> String?, _ output: TextOutput = .standardOutput
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    while let line = nextLine() {
      let reply: GateReply
      do {
        let request = try JSONDecoder().decode(GateRequest.self, from: Data(line.utf8))
        if request.operation == .busy {
          BusyLoop.run()
          return
        }
        reply = try FlushToZero.during { try answer(request) }
      } catch let error as any ExitCoded {
        reply = GateReply(failure: error.description)
      } catch {
        reply = GateReply(failure: "\(error)")
      }
      try output.print(String(decoding: try encoder.encode(reply), as: UTF8.self) + "\n")
    }
  }

  /// Carries out one request.
  func answer(_ request: GateRequest) throws -> GateReply {
    switch request.operation {
    case .open:
      if let cpu = request.cpu { _ = try CPUAffinity().pin(.cpu(cpu)) }
      arena = try request.arena.map { arena in
        try MemoryArena(path: arena.path, byteCount: arena.byteCount, address: arena.address)
      }
      return GateReply(
        protocolVersion: GateProtocol.version, version: LKBench.version,
        build: BuildDescription.configuration)
    case .prepare:
      let (preparation, prepared) = try preparer.prepare(request, arena: arena)
      cases[try number(request)] = prepared
      return GateReply(preparation: preparation)
    case .calibrate:
      let item = try ready(request)
      item.calibrate(nanoseconds: request.nanoseconds ?? 0, clock: clock)
      return GateReply(nanosecondsPerCall: item.nanosecondsPerCall)
    case .time:
      let item = try ready(request)
      let timing = time(item, batch(request))
      if let failure = item.workload.failure { throw GateWorkerError.failed(failure) }
      return GateReply(timing: timing)
    case .count:
      return GateReply(
        counts: counters.counts(of: try ready(request).workload, batch(request)),
        countProblem: counters.problem)
    case .slow:
      try ready(request).slow(by: request.share ?? 0, clock: clock)
      return GateReply()
    case .busy:
      return GateReply()
    }
  }

  /// Times a batch after one untimed call: the other side ran in between and has the caches.
  private func time(_ item: GateCase, _ batch: GateBatch) -> GateTiming {
    if item.nanosecondsPerCall <= Self.longestPrimedCall { item.workload.run() }
    let (pressed, waited) = (pressure.nanoseconds(), runQueue.nanoseconds())
    let before = noise.totals()
    let times = item.time(batch, clock: clock)
    let evidence = noise.totals().delta(since: before)
    func since(_ start: Double?, _ now: Double?) -> Double? {
      now.flatMap { now in start.map { max(0, now - $0) } }
    }
    return GateTiming(
      callNanoseconds: times.call, elapsedNanoseconds: times.elapsed,
      stealNanoseconds: evidence.stealNanoseconds,
      pressureNanoseconds: since(pressed, pressure.nanoseconds()),
      waitedNanoseconds: since(waited, runQueue.nanoseconds()),
      involuntarySwitches: evidence.involuntaryContextSwitches)
  }

  /// Nanoseconds; longer calls refill the caches within their own noise.
  private static let longestPrimedCall = 5e7

  private func batch(_ request: GateRequest) -> GateBatch {
    GateBatch(callsPerPart: request.iterations ?? 1, parts: request.parts ?? 1)
  }

  private func number(_ request: GateRequest) throws -> Int {
    guard let index = request.index else { throw GateWorkerError.noCase }
    return index
  }

  /// The prepared case, whose memory is as it left it.
  private func ready(_ request: GateRequest) throws -> GateCase {
    guard let item = cases[try number(request)] else { throw GateWorkerError.noCase }
    item.makeReady()
    return item
  }
}

/// A request that names no prepared case, or whose calls failed.
enum GateWorkerError: Error, CustomStringConvertible {
  case noCase
  case failed(String)

  var description: String {
    switch self {
    case .noCase: "the request names no prepared case"
    case .failed(let failure): "a timed call failed: \(failure)"
    }
  }
}

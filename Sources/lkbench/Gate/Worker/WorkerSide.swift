import Foundation

/// A side that is a worker process of some build.
final class WorkerSide: GateSide {
  private let role: GateRole
  private let alignment: GateAlignment
  private let process: Process
  private let input: FileHandle
  private let replies: LineReader
  private let slowdown: GateSlowdown?
  private let arena: GateArena?
  /// Version of the worker's build.
  private(set) var version = ""

  /// Starts `executable` as a worker on `cpu` and asks who it is.
  ///
  /// - Throws: `GateError` where it is no worker of this protocol.
  init(
    _ role: GateRole, executable: String, cpu: Int?, alignment: GateAlignment,
    arena: GateArena? = nil, slowdown: GateSlowdown? = nil
  ) throws {
    self.role = role
    self.alignment = alignment
    self.arena = arena
    self.slowdown = slowdown
    process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = [GateWorkerCommand.name]
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SWIFT_DETERMINISTIC_HASHING": "1"]) { $1 }
    let (requests, answers) = (Pipe(), Pipe())
    process.standardInput = requests
    process.standardOutput = answers
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch {
      throw GateError.of(role, "\(executable) cannot be started: \(error.localizedDescription)")
    }
    // The child's ends; kept open here, a dead worker would never end the answers.
    do {
      try requests.fileHandleForReading.close()
      try answers.fileHandleForWriting.close()
    } catch {
      process.terminate()
      throw GateError.gateUnable("a pipe cannot be closed: \(error.localizedDescription)")
    }
    input = requests.fileHandleForWriting
    replies = LineReader(answers.fileHandleForReading)
    do { try open(cpu) } catch {
      close()
      throw error
    }
  }

  private func open(_ cpu: Int?) throws {
    let request = GateRequest(
      operation: .open, protocolVersion: GateProtocol.version, cpu: cpu, arena: arena)
    let reply = try ask(request, seconds: Self.startSeconds)
    guard reply.protocolVersion == GateProtocol.version else {
      let other = reply.protocolVersion.map(String.init) ?? "none"
      throw GateError.of(
        role, "its workers speak protocol \(other), this build \(GateProtocol.version)")
    }
    guard let build = reply.build else {
      throw GateError.of(role, "its answer is that of no worker")
    }
    guard build == BuildDescription.configuration else {
      throw GateError.of(
        role, "it is a \(build) build, this one a \(BuildDescription.configuration) build")
    }
    version = reply.version ?? ""
  }

  func prepare(
    _ request: GateCaseRequest, index: Int, verify: Bool
  ) throws -> GatePreparation {
    let message = GateRequest(
      operation: .prepare, index: index, arguments: request.arguments, verify: verify,
      inputOffset: alignment.input, outputOffset: alignment.output)
    let reply = try ask(message, seconds: Self.prepareSeconds)
    guard let preparation = reply.preparation else { throw unexpected(reply) }
    if let slowdown, slowdown.caseID == request.id, preparation.status == .ready {
      let slow = GateRequest(operation: .slow, index: index, share: slowdown.share)
      _ = try ask(slow, seconds: Self.prepareSeconds)
    }
    return preparation
  }

  func calibrate(index: Int, nanoseconds: Double) throws -> Double {
    let message = GateRequest(operation: .calibrate, index: index, nanoseconds: nanoseconds)
    let reply = try ask(message, seconds: Self.prepareSeconds)
    guard let time = reply.nanosecondsPerCall else { throw unexpected(reply) }
    return time
  }

  func time(index: Int, batch: GateBatch) throws -> GateTiming {
    let message = GateRequest(
      operation: .time, index: index, iterations: batch.callsPerPart, parts: batch.parts)
    let reply = try ask(message, seconds: Self.prepareSeconds)
    guard let timing = reply.timing, timing.callNanoseconds > 0 else { throw unexpected(reply) }
    return timing
  }

  func counts(index: Int, batch: GateBatch) throws -> GateCounts {
    let message = GateRequest(
      operation: .count, index: index, iterations: batch.callsPerPart, parts: batch.parts)
    let reply = try ask(message, seconds: Self.prepareSeconds)
    guard let values = reply.counts else { throw unexpected(reply) }
    return GateCounts(
      values: values,
      problem: reply.countProblem.map { "\(role.rawValue): nothing was counted: \($0)" })
  }

  func close() {
    // A worker that ended already has closed the other end; the next lines end any that did not.
    try? input.close()
    // A worker between requests ends with its input; one that hangs does not.
    if !hasEnded { process.terminate() }
    if !hasEnded { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    replies.close()
  }

  /// Whether the worker closes its answers within a second.
  private var hasEnded: Bool {
    do throws(PipeError) { return try replies.isAtEnd(within: 1) } catch {
      // What cannot be read is ended by force.
      return false
    }
  }

  private func ask(_ request: GateRequest, seconds: Double) throws -> GateReply {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    do {
      try input.write(contentsOf: try encoder.encode(request) + Data("\n".utf8))
    } catch {
      throw Interrupt.isPending ? Interrupted() : GateError.of(role, "its worker ended")
    }
    let answer: String?
    do throws(PipeError) { answer = try replies.next(within: seconds) } catch {
      throw GateError.of(role, "its worker's answer cannot be read: \(error)")
    }
    guard let line = answer else {
      if Interrupt.isPending { throw Interrupted() }
      throw GateError.of(
        role,
        replies.hasEnded
          ? "its worker ended without an answer" : "its worker gave no answer for \(Int(seconds)) s"
      )
    }
    let reply: GateReply
    do { reply = try JSONDecoder().decode(GateReply.self, from: Data(line.utf8)) } catch {
      throw GateError.of(role, "its worker answered '\(line.prefix(60))'")
    }
    if let failure = reply.failure { throw GateError.of(role, failure) }
    return reply
  }

  private func unexpected(_ reply: GateReply) -> GateError {
    .of(role, "its worker answered another question")
  }

  /// A worker says who it is at once.
  private static let startSeconds = 60.0
  /// The reference of a large problem takes its time in a debug build.
  private static let prepareSeconds = 600.0
}

/// A slowdown that the gate's test of itself injects into one case of the head build.
struct GateSlowdown: Hashable, Sendable {
  let caseID: String
  /// Share of the time of a call that is added.
  let share: Double
}

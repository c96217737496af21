import BenchCounters
import ConvPlanning
import Foundation

/// The programs that a simulator starts.
extension Simulator {
  /// A case that a child computed right, outside of valgrind.
  struct VerifiedCase {
    /// With the algorithm that was chosen, where timing chose it.
    let item: BenchmarkCase
    let answer: SimulationAnswer
  }

  /// - Throws: `SimulationError`, also where the reference disagrees.
  func verified(_ item: BenchmarkCase) throws -> VerifiedCase {
    if let reason = Self.refusal(of: item) { throw SimulationError.unsupported(reason: reason) }
    let answer = try SimulationAnswer(parsing: try native(words(item) + ["--verify"]).output)
    guard item.algorithm == .measured else { return VerifiedCase(item: item, answer: answer) }
    // Timing candidates means nothing in there.
    guard AlgorithmCatalog.ids.contains(answer.plan) else {
      throw SimulationError.unsupported(
        reason: "several algorithms, chosen by timing, cannot be simulated")
    }
    return VerifiedCase(item: item.withAlgorithm(.fixed(answer.plan)), answer: answer)
  }

  /// Simulates a verified case; its outputs must have the same bits.
  func collect(
    _ verified: VerifiedCase, calls: Int, options: [String]
  ) throws -> (answer: SimulationAnswer, profile: CallgrindProfile) {
    let (output, profile) = try collect(
      words(verified.item) + ["--calls", "\(calls)"], options: options)
    let (answer, expected) = (try SimulationAnswer(parsing: output), verified.answer)
    guard expected.isVerified, answer.digest == expected.digest, answer.plan == expected.plan
    else {
      throw SimulationError.differs
    }
    return (answer, profile)
  }

  func words(_ item: BenchmarkCase) -> [String] {
    ["simulate-case"] + item.reproArguments.dropFirst()
  }

  /// Runs the tool in callgrind with `options` besides those that every simulation has.
  ///
  /// - Throws: `SimulationError`.
  func collect(
    _ words: [String], options: [String]
  ) throws -> (output: String, profile: CallgrindProfile) {
    let file = "\(folder)/callgrind.out"
    // The simulator's folder goes as a whole.
    defer { unlink(file) }
    let always = [
      "--tool=callgrind", "-q", "--instr-atstart=no", "--toggle-collect=lkb_collected_call",
      "--callgrind-out-file=\(file)",
    ]
    let result = try run(valgrind, always + options + [program] + words)
    let counts: Data
    do { counts = try Data(contentsOf: URL(filePath: file)) } catch {
      throw SimulationError.failed(
        program: "valgrind", reason: "its counts cannot be read: \(error.localizedDescription)")
    }
    do throws(CallgrindError) {
      let text = String(decoding: counts, as: UTF8.self)
      return (result.output, try CallgrindProfile(parsing: text))
    } catch {
      throw SimulationError.damaged(error)
    }
  }

  /// Runs the tool outside of valgrind.
  ///
  /// - Throws: `SimulationError`.
  func native(_ words: [String]) throws(SimulationError) -> ChildProgram.Result {
    try run(program, words)
  }

  /// Runs a program and takes its good end for granted.
  func run(
    _ path: String, _ arguments: [String]
  ) throws(SimulationError) -> ChildProgram.Result {
    var child = ChildProgram(path: path, arguments: arguments, hasFixedAddresses: true)
    child.environment.merge(environment) { $1 }
    let name = (path as NSString).lastPathComponent
    let result: ChildProgram.Result
    do {
      result = try child.run(in: folder, timeout: timeout, isInterrupted: isInterrupted)
    } catch {
      switch error {
      case .timedOut: throw .timedOut(seconds: Int(timeout))
      case .interrupted: throw .interrupted
      case .notStarted(let reason), .unread(let reason):
        throw .failed(program: name, reason: reason)
      }
    }
    switch result.end {
    case .exited(0): return result
    case .killed(SIGILL): throw .illegalInstruction
    case .killed(SIGINT): throw .interrupted
    case .killed(let signal): throw .failed(program: name, reason: "ended by signal \(signal)")
    case .exited(let status):
      throw .failed(program: name, reason: Self.reason(result.errors) ?? "status \(status)")
    }
  }

  /// The complaint among what a child wrote to standard error.
  private static func reason(_ errors: String) -> String? {
    let lines = errors.split(whereSeparator: \.isNewline)
    let prefix = "lkbench: "
    if let own = lines.last(where: { $0.hasPrefix(prefix) }) {
      return String(own.dropFirst(prefix.count))
    }
    return lines.last.map(String.init)
  }

  /// What the children see besides this process's variables: the same in every run.
  private var environment: [String: String] {
    let own = (executable as NSString).deletingLastPathComponent
    let paths = [ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"], own].compactMap(\.self)
    return [
      "SWIFT_DETERMINISTIC_HASHING": "1",
      "OPENBLAS_NUM_THREADS": "1",
      // What they would choose there anyway, natively too.
      "OPENBLAS_CORETYPE": "Haswell",
      "DNNL_MAX_CPU_ISA": "AVX2",
      // The dynamic linker would look symbols up during the calls that are counted.
      "LD_BIND_NOW": "1",
      // The copy lies elsewhere.
      "LD_LIBRARY_PATH": paths.joined(separator: ":"),
    ]
  }
}

import BenchCounters
import BenchHarness
import ConvModel
import ConvPlanning
import Foundation

/// Runs cases of this tool in valgrind's callgrind, one at a time.
///
/// The tool's own executable is started again for a case, with the AVX2 kernels, since valgrind shows a
/// Haswell whatever the CPU; callgrind collects below `lkb_collected_call`, that is the kernel alone. The
/// caches are those of one published CPU, so that results do not depend on the host. Has a folder of
/// temporary files while it lives.
final class Simulator {
  /// Those of the Core i7-4770 (Haswell): size, ways and line in bytes.
  ///
  /// callgrind has no second level and no prefetching.
  static let caches = ["--I1=32768,8,64", "--D1=32768,8,64", "--LL=8388608,16,64"]
  static let cachesText = "Core i7-4770: L1 32 KiB 8-way, last level 8 MiB 16-way, 64-byte lines"

  /// Seconds that one case may take.
  var timeout = 600.0
  private let isInterrupted: () -> Bool
  private let valgrind: String
  private let executable: String
  /// Temporary files, among them the copy of the executable.
  let folder: String
  /// The executable without debugging information, which valgrind 3.19 cannot read.
  private let program: String

  /// A simulator of `executable`, this process's by default.
  ///
  /// - Throws: `SimulationError` where valgrind or objcopy is missing.
  init(
    executable: String? = nil, isInterrupted: @escaping () -> Bool = { Interrupt.isPending }
  ) throws(SimulationError) {
    let files = FileManager.default
    self.isInterrupted = isInterrupted
    self.executable =
      executable ?? (try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    valgrind = try Self.valgrind()
    let objcopy = try ObjectCode.tool("objcopy")
    folder =
      files.temporaryDirectory.appendingPathComponent("lkbench-simulation-\(UUID().uuidString)")
      .path
    program = folder + "/lkbench"
    do {
      try files.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .failed(program: "mkdir", reason: error.localizedDescription)
    }
    _ = try run(objcopy, ["--strip-debug", self.executable, program])
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// - Throws: `SimulationError.missing`.
  static func valgrind() throws(SimulationError) -> String {
    guard let path = ChildProgram.find("valgrind") else {
      throw .missing(program: "valgrind", package: "valgrind")
    }
    return path
  }

  /// `valgrind-3.19.0`; `nil` where there is none.
  static var version: String? {
    guard let path = ChildProgram.find("valgrind"),
      let result = try? ChildProgram(path: path, arguments: ["--version"]).run(
        in: NSTemporaryDirectory(), timeout: 10, isInterrupted: { false })
    else { return nil }
    return result.output.split(whereSeparator: \.isNewline).first.map(String.init)
  }

  /// Why a case cannot be simulated as it is; `nil` where it can.
  static func refusal(of item: BenchmarkCase) -> String? {
    if item.instructionSet != .avx2 { return "only AVX2 kernels are simulated (--isa avx2)" }
    if item.threads > 1 { return "only cases on one thread are simulated" }
    if item.cache != .warm { return "only warm cases are simulated" }
    if item.operation != .forward { return "only the convolution itself is simulated" }
    // It chooses its code by timing.
    if item.algorithm == .fixed("fftw") {
      return "FFTW plans by timing, which has no meaning there"
    }
    return nil
  }

  /// Simulates `calls` calls of `item` after an unseen one.
  ///
  /// The case is computed and verified by a child outside of valgrind first; the simulated outputs must
  /// have the same bits.
  ///
  /// - Throws: `SimulationError`, `Interrupted`.
  func simulate(_ item: BenchmarkCase, calls: Int = 1) throws -> SimulatedCounts {
    if let reason = Self.refusal(of: item) { throw SimulationError.unsupported(reason: reason) }
    let verified = try SimulationAnswer(
      parsing: child(words(item) + ["--verify"], native: true).output)
    var same = item
    if item.algorithm == .measured {
      // Timing candidates means nothing in there.
      guard AlgorithmCatalog.ids.contains(verified.plan) else {
        throw SimulationError.unsupported(
          reason: "several algorithms, chosen by timing, cannot be simulated")
      }
      same = item.withAlgorithm(.fixed(verified.plan))
    }
    let (output, profile) = try collect(words(same) + ["--calls", "\(calls)"])
    let answer = try SimulationAnswer(parsing: output)
    guard verified.isVerified, answer.digest == verified.digest, answer.plan == verified.plan
    else {
      throw SimulationError.differs
    }
    return SimulatedCounts(
      profile, answer: answer, calls: calls,
      code: code(profile).map { $0.perCall(calls) })
  }

  /// What callgrind counts of a loop of known length (`lkb_counted_loop`).
  func loop(steps: Int) throws -> CallgrindProfile {
    try collect(["simulate-case", "--loop", "\(steps)"]).profile
  }

  // MARK: Children

  private func words(_ item: BenchmarkCase) -> [String] {
    ["simulate-case"] + item.reproArguments.dropFirst()
  }

  private func collect(_ words: [String]) throws -> (output: String, profile: CallgrindProfile) {
    let file = "\(folder)/callgrind.out"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let result = try child(words, native: false, callgrindFile: file)
    let text = String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    do {
      return (result.output, try CallgrindProfile(parsing: text))
    } catch {
      throw SimulationError.damaged(error)
    }
  }

  private func child(
    _ words: [String], native: Bool, callgrindFile: String = ""
  ) throws -> ChildProgram.Result {
    let options =
      [
        "--tool=callgrind", "-q", "--instr-atstart=no", "--toggle-collect=lkb_collected_call",
        "--cache-sim=yes", "--branch-sim=yes", "--dump-instr=yes", "--dump-line=no",
        "--callgrind-out-file=\(callgrindFile)",
      ] + Self.caches + [program]
    return try run(native ? program : valgrind, native ? words : options + words)
  }

  /// Runs a program and takes its good end for granted.
  private func run(
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
      case .notStarted(let reason): throw .failed(program: name, reason: reason)
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

  // MARK: Code

  private func code(
    _ profile: CallgrindProfile
  ) -> Result<SimulatedCounts.Code, SimulationError> {
    do throws(SimulationError) {
      let code = ObjectCode(objdump: try ObjectCode.tool("objdump"), run: run)
      return .success(try SimulatedCounts.Code(profile, code))
    } catch {
      return .failure(error)
    }
  }
}

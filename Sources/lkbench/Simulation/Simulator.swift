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
  let isInterrupted: () -> Bool
  let valgrind: String
  let executable: String
  /// Temporary files, among them the copy of the executable.
  let folder: String
  /// The executable without debugging information, which valgrind 3.19 cannot read.
  let program: String

  /// A simulator of `executable`, this process's by default.
  ///
  /// - Throws: `SimulationError` where valgrind or objcopy is missing.
  init(
    executable: String? = nil, isInterrupted: @escaping () -> Bool = { Interrupt.isPending }
  ) throws(SimulationError) {
    let files = FileManager.default
    self.isInterrupted = isInterrupted
    self.executable = try Self.executable(given: executable)
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

  deinit {
    // A copy of the executable in the folder for temporary files, which the system clears.
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The file that is `given`, or else this process's.
  ///
  /// - Throws: `SimulationError.failed` where the system does not tell.
  static func executable(given: String?) throws(SimulationError) -> String {
    if let given { return given }
    do throws(OwnExecutableError) { return try OwnExecutable.path() } catch {
      throw .failed(program: "lkbench", reason: error.description)
    }
  }

  /// - Throws: `SimulationError.missing`.
  static func valgrind() throws(SimulationError) -> String {
    guard let path = ChildProgram.find("valgrind") else {
      throw .missing(program: "valgrind", package: "valgrind")
    }
    return path
  }

  /// `valgrind-3.19.0`, or that it does not tell; `nil` where there is none.
  static var version: String? {
    guard let path = ChildProgram.find("valgrind") else { return nil }
    let unknown = "valgrind of unknown version"
    do throws(ChildProgram.Failure) {
      let result = try ChildProgram(path: path, arguments: ["--version"]).run(
        in: NSTemporaryDirectory(), timeout: 10, isInterrupted: { false })
      return result.output.split(whereSeparator: \.isNewline).first.map(String.init) ?? unknown
    } catch {
      return "\(unknown) (\(error))"
    }
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
    let (answer, profile) = try collect(
      try verified(item), calls: calls, options: Self.everything)
    return SimulatedCounts(
      profile, answer: answer, calls: calls,
      code: code(profile).map { $0.perCall(calls) })
  }

  /// Counts the instructions of one call of `item`, and nothing else, in each of several simulations.
  ///
  /// Verified like those of `simulate`, once for all of them.
  ///
  /// - Throws: `SimulationError`.
  func instructions(of item: BenchmarkCase, runs: Int) throws -> InstructionCounts {
    let verified = try verified(item)
    let counts = try (0..<runs).map { _ in
      let profile = try collect(verified, calls: 1, options: Self.instructionsAlone).profile
      guard let count = profile.total(.instructions) else {
        throw SimulationError.failed(program: "valgrind", reason: "it counted no instructions")
      }
      return Double(count)
    }
    return InstructionCounts(plan: verified.answer.plan, runs: counts)
  }

  /// What callgrind counts of a loop of known length (`lkb_counted_loop`).
  func loop(steps: Int) throws -> CallgrindProfile {
    try collect(["simulate-case", "--loop", "\(steps)"], options: Self.everything).profile
  }

  private static let everything =
    ["--cache-sim=yes", "--branch-sim=yes", "--dump-instr=yes", "--dump-line=no"] + caches
  private static let instructionsAlone = [
    "--cache-sim=no", "--branch-sim=no", "--dump-instr=no", "--dump-line=no",
  ]

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

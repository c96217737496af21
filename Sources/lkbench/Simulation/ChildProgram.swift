import CShims
import Foundation

/// A program that is run to its end with its output kept, and killed when it takes too long.
struct ChildProgram {
  enum End: Hashable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  struct Result {
    let end: End
    let output: String
    let errors: String
  }

  enum Failure: Error, Hashable {
    case notStarted(reason: String)
    /// What it printed cannot be read.
    case unread(reason: String)
    case timedOut
    case interrupted
  }

  let path: String
  let arguments: [String]
  var environment = ProcessInfo.processInfo.environment
  /// Whether its memory lies at the same addresses each time, where the system allows that.
  var hasFixedAddresses = false

  /// The file that a shell would start for `name`; `nil` when there is none.
  static func find(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs it; what it prints goes through files in `folder`, which are gone afterwards.
  ///
  /// - Throws: `Failure`; a program that fails is none.
  func run(
    in folder: String, timeout seconds: Double, isInterrupted: () -> Bool
  ) throws(Failure) -> Result {
    let identity = UUID().uuidString
    let (output, errors) = ("\(folder)/\(identity).out", "\(folder)/\(identity).err")
    defer { for file in [output, errors] { unlink(file) } }
    let child = try spawn(output: output, errors: errors)
    let end = try wait(for: child, seconds: seconds, isInterrupted: isInterrupted)
    return Result(end: end, output: try Self.text(output), errors: try Self.text(errors))
  }

  private static func text(_ path: String) throws(Failure) -> String {
    do {
      return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    } catch {
      throw .unread(reason: error.localizedDescription)
    }
  }

  private func spawn(output: String, errors: String) throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let create = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, create, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, create, 0o600)
    let words = ([path] + arguments).map { strdup($0) }
    let variables = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { for text in words + variables { free(text) } }
    let personality = hasFixedAddresses ? lkb_fix_addresses() : -1
    var child = pid_t()
    let status = posix_spawn(&child, path, &actions, nil, words + [nil], variables + [nil])
    if personality >= 0 { lkb_restore_personality(personality) }
    guard status == 0 else { throw .notStarted(reason: String(cString: strerror(status))) }
    return child
  }

  private func wait(
    for child: pid_t, seconds: Double, isInterrupted: () -> Bool
  ) throws(Failure) -> End {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: .seconds(seconds))
    var status: Int32 = 0
    while true {
      let waited = waitpid(child, &status, WNOHANG)
      if waited == child { break }
      if waited < 0, errno != EINTR {
        throw .notStarted(reason: String(cString: strerror(errno)))
      }
      let failure: Failure? =
        isInterrupted() ? .interrupted : clock.now > deadline ? .timedOut : nil
      if let failure {
        kill(child, SIGKILL)
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        throw failure
      }
      usleep(Self.pollMicroseconds)
    }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
  }

  private static let pollMicroseconds: UInt32 = 5_000
}

import Foundation

/// The Python program of `Benchmarks/Charts`, run as a child process.
struct ChartProgram {
  /// How it ended and what it had to say, one line each.
  struct Outcome {
    let status: Int32
    let complaints: [String]
  }

  private static let folder = "Benchmarks/Charts"
  /// What stands before each of its complaints.
  private static let prefix = "charts: "

  private let python: String

  init(_ python: String) { self.python = python }

  /// Runs it with these arguments; the names of the files it writes go to `output`.
  ///
  /// - Throws: `ChartError` where it cannot be found or started, or breaks off.
  func run(
    _ arguments: [String], output: FileHandle = .standardOutput
  ) throws(ChartError) -> Outcome {
    guard let folder = ProjectFolder.current.find(Self.folder) else {
      throw .noProgram(folder: Self.folder)
    }
    let process = Self.process(python, [folder] + arguments)
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw .notStarted(python: python, reason: error.localizedDescription)
    }
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    let known = [ExitStatus.fine, .usage, .inputOutput].map(\.rawValue)
    guard process.terminationReason == .exit, known.contains(process.terminationStatus) else {
      throw .brokeOff(reason: lines.last ?? "no reason given")
    }
    // Other lines are matplotlib's remarks about fonts and caches.
    let complaints = lines.filter { $0.hasPrefix(Self.prefix) }
      .map { String($0.dropFirst(Self.prefix.count)) }
    return Outcome(status: process.terminationStatus, complaints: complaints)
  }

  /// A process not yet started; names without a slash are looked up in `PATH`.
  static func process(_ program: String, _ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    var environment = ProcessInfo.processInfo.environment
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    environment["PYTHONIOENCODING"] = "utf-8"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    return process
  }
}

/// Why nothing could be drawn.
enum ChartError: ExitCoded, Hashable {
  case noMatplotlib(candidates: [String])
  case noProgram(folder: String)
  case notStarted(python: String, reason: String)
  case brokeOff(reason: String)

  var exitStatus: ExitStatus {
    switch self {
    case .brokeOff: .failed
    case .noMatplotlib, .noProgram, .notStarted: .inputOutput
    }
  }

  var description: String {
    switch self {
    case .noMatplotlib(let candidates):
      "no matplotlib in \(candidates.joined(separator: " or ")): install python3-matplotlib, or "
        + "name a Python that has it with --python"
    case .noProgram(let folder): "no folder \(folder) here: set LKB_HOME to the repository"
    case .notStarted(let python, let reason): "cannot run \(python): \(reason)"
    case .brokeOff(let reason): "drawing broke off: \(reason)"
    }
  }
}

import ConvPlanning
import Foundation

/// Builds another revision of the repository as this build was built, away from the working tree.
struct BaseBuild {
  let repository: String
  /// What `--base` says.
  let revision: String
  let commit: String
  /// Where finished executables are kept, one folder per commit and way to build.
  private let cache: URL

  /// Looks the revision up.
  ///
  /// - Throws: `GateError.baseNotBuilt` where there is no repository or no such revision.
  init(_ revision: String, folder: ProjectFolder, cache: URL = UserCache.folder()) throws {
    let places = [folder.currentDirectory, folder.home, folder.executableDirectory]
    let repository = places.compactMap(\.self).lazy
      .compactMap { Self.git(["rev-parse", "--show-toplevel"], in: $0) }
      .first { FileManager.default.fileExists(atPath: $0 + "/Package.swift") }
    guard let repository else {
      throw GateError.baseNotBuilt(
        revision: revision, reason: "there is no repository around \(folder.currentDirectory)")
    }
    let name = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]
    guard let commit = Self.git(name, in: repository), !commit.isEmpty else {
      throw GateError.baseNotBuilt(
        revision: revision,
        reason: "the repository has no such revision; a shallow clone may lack it")
    }
    self.repository = repository
    self.revision = revision
    self.commit = commit
    self.cache = cache.appending(path: "gate")
  }

  /// The executable of the revision: from the cache, or built in a worktree that is removed again.
  ///
  /// - Throws: `GateError.baseNotBuilt`, `Interrupted`.
  func executable(_ terminal: Terminal) throws -> String {
    var key = FNV1a()
    for text in [commit, "\(Self.flags)", Self.compiler] { key.add(text) }
    let kept = cache.appending(path: "\(commit.prefix(12))-\(key.text)")
    let executable = kept.appending(path: "lkbench")
    if FileManager.default.isExecutableFile(atPath: executable.path) { return executable.path }

    terminal.note("building \(revision) (\(commit.prefix(12))), which takes some minutes")
    let tree = cache.appending(
      path: "tree-\(commit.prefix(12))-\(ProcessInfo.processInfo.processIdentifier)")
    defer { remove(tree) }
    try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
    let added = try Self.run(
      ["git", "-C", repository, "worktree", "add", "--detach", "--force", tree.path, commit],
      in: repository)
    guard added.status == 0 else { throw failure(added.lastLine) }
    // The same versions of the packages, where they are written down.
    try? FileManager.default.copyItem(
      atPath: repository + "/Package.resolved", toPath: tree.path + "/Package.resolved")
    let built = try Self.run(["swift", "build"] + Self.flags, in: tree.path)
    guard built.status == 0 else { throw failure(built.complaint) }
    let product = tree.appending(path: ".build/\(BuildDescription.configuration)/lkbench")
    try? FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
    // Under another name first, so that a killed copy is never run.
    let partial = kept.appending(path: "lkbench.partial")
    try? FileManager.default.removeItem(at: partial)
    do {
      try FileManager.default.copyItem(at: product, to: partial)
      try FileManager.default.moveItem(at: partial, to: executable)
    } catch { throw failure("the executable cannot be kept: \(error.localizedDescription)") }
    return executable.path
  }

  private func failure(_ reason: String) -> GateError {
    .baseNotBuilt(revision: revision, reason: reason)
  }

  private func remove(_ tree: URL) {
    _ = Self.git(["worktree", "remove", "--force", tree.path], in: repository)
    try? FileManager.default.removeItem(at: tree)
    _ = Self.git(["worktree", "prune"], in: repository)
  }

  /// Options of `swift build` that make a build like this one.
  static var flags: [String] {
    var traits: [String] = []
    #if PAPI
      traits.append("PAPI")
    #endif
    #if OpenBLAS
      traits.append("OpenBLAS")
    #endif
    #if FFTW
      traits.append("FFTW")
    #endif
    #if OneDNN
      traits.append("OneDNN")
    #endif
    let chosen =
      traits.isEmpty ? ["--disable-default-traits"] : ["--traits", traits.joined(separator: ",")]
    return ["-c", BuildDescription.configuration, "--product", "lkbench"] + chosen
  }

  private static var compiler: String {
    (try? run(["swift", "--version"], in: "/"))?.output ?? ""
  }

  private static func git(_ arguments: [String], in folder: String) -> String? {
    guard let result = try? run(["git", "-C", folder] + arguments, in: folder), result.status == 0
    else { return nil }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension BaseBuild {
  /// What a child process left.
  struct ChildResult {
    let status: Int32
    let output: String

    var lastLine: String {
      output.split(separator: "\n").last.map(String.init) ?? "it ended with status \(status)"
    }

    /// The first line that says error, or the last one.
    var complaint: String {
      output.split(separator: "\n").first { $0.contains("error:") }.map(String.init) ?? lastLine
    }
  }

  /// Runs a command to its end with both outputs together; an interrupt is passed on to it.
  ///
  /// - Throws: `Interrupted`; what starting a process is complained about with.
  static func run(_ words: [String], in folder: String) throws -> ChildResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    let log = FileManager.default.temporaryDirectory
      .appending(path: "lkbench-child-\(UUID().uuidString).log")
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: log) }
    // A file and no pipe: a full pipe would stop a child that nobody reads.
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    var isTold = false
    while process.isRunning {
      if Interrupt.isPending, !isTold {
        process.interrupt()
        isTold = true
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    process.waitUntilExit()
    try Interrupt.check()
    try handle.close()
    let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return ChildResult(status: process.terminationStatus, output: text)
  }
}

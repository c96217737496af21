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
  /// The program that builds, by name or path.
  private let swift: String

  /// Looks the revision up.
  ///
  /// - Throws: `GateError.baseNotBuilt` where there is no repository or no such revision; `Interrupted`.
  init(
    _ revision: String, folder: ProjectFolder, cache: URL = UserCache.folder(),
    swift: String = "swift"
  ) throws {
    func failure(_ reason: String) -> GateError {
      .baseNotBuilt(revision: revision, reason: reason)
    }
    let places = [folder.currentDirectory, folder.home, folder.executableDirectory]
      .compactMap(\.self).filter { !$0.isEmpty }
    var repository: String?
    var complaint = ""
    for place in places where repository == nil {
      let found = try Self.run(["git", "-C", place, "rev-parse", "--show-toplevel"], in: "/")
      let root = found.output.trimmingCharacters(in: .whitespacesAndNewlines)
      if found.status == 0, FileManager.default.fileExists(atPath: root + "/Package.swift") {
        repository = root
      } else if found.status != 0, complaint.isEmpty {
        complaint = " (\(found.lastLine))"
      }
    }
    guard let repository else {
      throw failure("there is no repository around \(folder.currentDirectory)\(complaint)")
    }
    let name = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]
    let found = try Self.run(["git", "-C", repository] + name, in: "/")
    let commit = found.output.trimmingCharacters(in: .whitespacesAndNewlines)
    guard found.status == 0, !commit.isEmpty else {
      throw failure("the repository has no such revision; a shallow clone may lack it")
    }
    self.repository = repository
    self.revision = revision
    self.commit = commit
    self.cache = cache.appending(path: "gate")
    self.swift = swift
  }

  /// The executable of the revision: from the cache, or built in a worktree that is removed again.
  ///
  /// - Throws: `GateError.baseNotBuilt`, `Interrupted`.
  func executable(_ terminal: Terminal) throws -> String {
    var key = FNV1a()
    for text in [commit, "\(Self.flags)", try compiler()] { key.add(text) }
    let kept = cache.appending(path: "\(commit.prefix(12))-\(key.text)")
    let executable = kept.appending(path: "lkbench")
    if FileManager.default.isExecutableFile(atPath: executable.path) { return executable.path }

    terminal.note("building \(revision) (\(commit.prefix(12))), which takes some minutes")
    let tree = cache.appending(
      path: "tree-\(commit.prefix(12))-\(ProcessInfo.processInfo.processIdentifier)")
    defer { for problem in remove(tree) { terminal.note("warning: \(problem)") } }
    do {
      try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
    } catch { throw failure("there is no place to build in: \(error.localizedDescription)") }
    let added = try Self.run(
      ["git", "-C", repository, "worktree", "add", "--detach", "--force", tree.path, commit],
      in: repository)
    guard added.status == 0 else { throw failure(added.lastLine) }
    try copyResolved(to: tree)
    let built = try Self.run([swift, "build"] + Self.flags, in: tree.path)
    guard built.status == 0 else { throw failure(built.complaint) }
    let product = tree.appending(path: ".build/\(BuildDescription.configuration)/lkbench")
    try keep(product, as: executable)
    return executable.path
  }

  /// Gives the worktree the same versions of the packages, where they are written down beside the revision
  /// and not in it.
  private func copyResolved(to tree: URL) throws(GateError) {
    let (own, other) = (repository + "/Package.resolved", tree.path + "/Package.resolved")
    let files = FileManager.default
    guard files.fileExists(atPath: own), !files.fileExists(atPath: other) else { return }
    do { try files.copyItem(atPath: own, toPath: other) } catch {
      throw failure("Package.resolved cannot be copied: \(error.localizedDescription)")
    }
  }

  /// Keeps what was built, under another name first, so that a killed copy is never run.
  private func keep(_ product: URL, as executable: URL) throws(GateError) {
    let files = FileManager.default
    let partial = executable.appendingPathExtension("partial")
    do {
      try files.createDirectory(
        at: executable.deletingLastPathComponent(), withIntermediateDirectories: true)
      if files.fileExists(atPath: partial.path) { try files.removeItem(at: partial) }
      try files.copyItem(at: product, to: partial)
      try files.moveItem(at: partial, to: executable)
    } catch { throw failure("the executable cannot be kept: \(error.localizedDescription)") }
  }

  private func failure(_ reason: String) -> GateError {
    .baseNotBuilt(revision: revision, reason: reason)
  }

  /// Removes the worktree and what git knows of it, also after an interrupt; what went wrong, one line each.
  private func remove(_ tree: URL) -> [String] {
    var problems: [String] = []
    func attempt(_ what: String, _ body: () throws -> Void) {
      do { try body() } catch { problems.append("\(what): \(error.localizedDescription)") }
    }
    attempt("\(tree.path) was not removed") {
      if FileManager.default.fileExists(atPath: tree.path) {
        try FileManager.default.removeItem(at: tree)
      }
    }
    attempt("git was not told that \(tree.path) is gone") {
      // Forgets every worktree whose folder is gone.
      let pruned = try Self.run(
        ["git", "-C", repository, "worktree", "prune"], in: "/", isInterruptible: false)
      if pruned.status != 0 { problems.append("git worktree prune: \(pruned.lastLine)") }
    }
    return problems
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

  /// What the compiler says it is: another one makes another executable.
  private func compiler() throws -> String {
    let version = try Self.run([swift, "--version"], in: "/")
    guard version.status == 0 else { throw failure("\(swift) --version: \(version.lastLine)") }
    return version.output
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

  /// Runs a command to its end with both outputs together; an interrupt is passed on to it unless it must
  /// not be disturbed.
  ///
  /// - Throws: `Interrupted`; what starting a process is complained about with.
  static func run(
    _ words: [String], in folder: String, isInterruptible: Bool = true
  ) throws -> ChildResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    let log = FileManager.default.temporaryDirectory
      .appending(path: "lkbench-child-\(UUID().uuidString).log")
    try Data().write(to: log)
    defer { unlink(log.path) }
    // A file and no pipe: a full pipe would stop a child that nobody reads.
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    var isTold = false
    while process.isRunning {
      if isInterruptible, Interrupt.isPending, !isTold {
        process.interrupt()
        isTold = true
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    process.waitUntilExit()
    if isInterruptible { try Interrupt.check() }
    try handle.close()
    let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    return ChildResult(status: process.terminationStatus, output: text)
  }
}

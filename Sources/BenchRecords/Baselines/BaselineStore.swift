import BenchModel
import Foundation
import Glibc

/// Named results: a folder below `root` for each, with the tables and the environment of a run.
package struct BaselineStore: Sendable {
  /// Where a project keeps its baselines.
  package static let standardFolder = ".lkbench/baselines"
  private static let files = ["results.csv", "samples.csv", "environment.json"]

  package let root: String

  package init(root: String) { self.root = root }

  /// Keeps a copy of the results in `folder` under that name, in one step.
  ///
  /// Everything is read and checked before anything is written. A baseline of that name gives way if
  /// `replaces` says so.
  ///
  /// - Throws: `BaselineError`, or `RecordError` for results that cannot be read and folders that cannot
  ///   be written.
  package func save(_ name: String, folder: String, replaces: Bool = false) throws {
    try Self.check(name)
    guard replaces || !exists(name) else { throw BaselineError.taken(name: name) }
    let contents = try Self.files.map { try FileSystem.read("\(folder)/\($0)") }
    let rows = try RecordTable(bytes: contents[0], path: "\(folder)/\(Self.files[0])").rows
    _ = try SampleTable(bytes: contents[1], path: "\(folder)/\(Self.files[1])")
    _ = try RunEnvironment.read(folder: folder)
    guard !rows.isEmpty else { throw BaselineError.empty(folder: folder) }
    try FileSystem.makeFolder(root)
    let partial = "\(root)/.\(name)-\(UUID().uuidString)\(FileSystem.partialSuffix)"
    defer { Self.remove(partial) }
    try FileSystem.makeFolder(partial)
    for (file, bytes) in zip(Self.files, contents) {
      try FileSystem.replace("\(partial)/\(file)", with: bytes)
    }
    try put(partial, at: path(name))
  }

  /// Moves `partial` to `path`; what is there before is kept until then, and put back on failure.
  private func put(_ partial: String, at path: String) throws(RecordError) {
    let former = partial + "-former"
    let hadFormer = rename(path, former) == 0
    guard rename(partial, path) == 0 else {
      let reason = FileSystem.lastErrorText
      if hadFormer { rename(former, path) }
      throw .fileOperation(action: "create", path: path, reason: reason)
    }
    if hadFormer { Self.remove(former) }
  }

  /// The names of all baselines, sorted; none where the folder does not exist.
  ///
  /// - Throws: `RecordError.fileOperation`.
  package func names() throws(RecordError) -> [String] {
    guard FileSystem.exists(root) else { return [] }
    return try FileSystem.names(in: root).filter { Self.isName($0) && exists($0) }
  }

  /// The folder of a baseline.
  ///
  /// - Throws: `BaselineError.badName`, `missing`.
  package func folder(of name: String) throws(BaselineError) -> String {
    try Self.check(name)
    guard exists(name) else { throw missing(name) }
    return path(name)
  }

  /// The folder that a person means: a baseline by its name, otherwise a results folder by its path.
  ///
  /// - Throws: `BaselineError.missing` where it is neither.
  package func resolve(_ nameOrFolder: String) throws(BaselineError) -> String {
    if Self.isName(nameOrFolder), exists(nameOrFolder) { return path(nameOrFolder) }
    if FileSystem.exists(ResultsFolder.resultsPath(nameOrFolder)) { return nameOrFolder }
    throw missing(nameOrFolder)
  }

  private func missing(_ name: String) -> BaselineError {
    do throws(RecordError) { return .missing(name: name, root: root, known: try names()) } catch {
      return .unlisted(name: name, reason: error.description)
    }
  }

  /// Forgets a baseline.
  ///
  /// - Throws: `BaselineError.missing`; `RecordError.fileOperation`.
  package func remove(_ name: String) throws {
    let path = try folder(of: name)
    // Out of sight in one step, so that nobody finds half of it.
    let hidden = "\(root)/.\(name)-\(UUID().uuidString)\(FileSystem.partialSuffix)"
    guard rename(path, hidden) == 0 else {
      throw RecordError.fileOperation(
        action: "remove", path: path, reason: FileSystem.lastErrorText)
    }
    do { try FileManager.default.removeItem(atPath: hidden) } catch {
      throw RecordError.fileOperation(
        action: "remove", path: hidden, reason: error.localizedDescription)
    }
  }

  private func path(_ name: String) -> String { "\(root)/\(name)" }

  private func exists(_ name: String) -> Bool {
    FileSystem.exists(ResultsFolder.resultsPath(path(name)))
  }

  /// Removes what was only a step on the way, if it is there.
  private static func remove(_ path: String) {
    // Hidden, complete elsewhere or never asked for again: what stays of it costs room alone.
    try? FileManager.default.removeItem(atPath: path)
  }

  private static func check(_ name: String) throws(BaselineError) {
    guard isName(name) else { throw .badName(name) }
  }

  /// Names are folder names that need no quoting and are never hidden.
  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, first != ".", first != "-", text.utf8.count <= 100 else {
      return false
    }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
  }
}

/// What can be wrong with a baseline; each case prints as one line.
package enum BaselineError: Error, Hashable, Sendable, CustomStringConvertible {
  case badName(String)
  case taken(name: String)
  case missing(name: String, root: String, known: [String])
  case empty(folder: String)
  /// The folder of the baselines cannot be listed.
  case unlisted(name: String, reason: String)

  package var description: String {
    switch self {
    case .badName(let name):
      "'\(OneLine.text(name))' is no name for a baseline: take letters, digits, points, hyphens and underscores"
    case .taken(let name): "there is a baseline '\(name)' already: --replace replaces it"
    case .missing(let name, let root, let known):
      "there is no baseline '\(OneLine.text(name))' in \(root)"
        + (known.isEmpty ? "" : ", which has \(known.joined(separator: ", "))")
    case .unlisted(let name, let reason):
      "the baseline '\(OneLine.text(name))' was not found: \(reason)"
    case .empty(let folder): "\(folder) has no rows: a baseline needs one"
    }
  }
}

import ConvModel
import Foundation

/// The suites that come with the tool.
struct SuiteFolder {
  /// The folder, or `nil` when there is none.
  let path: String?

  init(_ project: ProjectFolder) { path = project.find("Benchmarks/Suites") }

  /// Names of the suite files, sorted; a suite is called as its file.
  ///
  /// - Throws: `SelectionError.suitesNotFound`; `SuiteError.unreadable`.
  func names() throws -> [String] {
    guard let path else { throw SelectionError.suitesNotFound }
    let files: [String]
    do { files = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      throw SuiteError.unreadable(file: path, reason: error.localizedDescription)
    }
    return files.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }
      .sorted()
  }

  /// The suite of that name, or of that file when the text is a path.
  ///
  /// - Throws: `SelectionError` when there is none, `SuiteError` for what is wrong inside.
  func suite(_ nameOrFile: String) throws -> Suite {
    if nameOrFile.contains("/") || nameOrFile.hasSuffix(Self.suffix) {
      return try Suite(path: nameOrFile)
    }
    guard let path else { throw SelectionError.suitesNotFound }
    let names = try names()
    guard names.contains(nameOrFile) else {
      throw SelectionError.unknownSuite(
        nameOrFile, near: nearestNames(to: nameOrFile, among: names))
    }
    let file = "\(path)/\(nameOrFile)\(Self.suffix)"
    let suite = try Suite(path: file)
    guard suite.name == nameOrFile else {
      throw SuiteError.invalid(
        file: file, line: 1, column: 1,
        problem: "the suite is named '\(suite.name)'; expected the name of its file")
    }
    return suite
  }

  private static let suffix = ".yaml"
}

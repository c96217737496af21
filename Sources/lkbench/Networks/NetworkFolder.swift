import ConvModel
import Foundation

/// The networks that come with the tool.
struct NetworkFolder {
  /// The folder, or `nil` when there is none.
  let path: String?

  init(_ project: ProjectFolder) { path = project.find("Benchmarks/Networks") }

  /// Every family, in the order of the files' names.
  ///
  /// - Throws: `NetworkSelectionError` when there is no folder, `SuiteError` for what is wrong in a file.
  func files() throws -> [NetworkFile] {
    guard let path else { throw NetworkSelectionError.networksNotFound }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }.sorted()
    return try names.map { name in
      let source = try text(of: name, in: path)
      let file = try NetworkFile(yaml: source.yaml, file: source.file) {
        base throws(SuiteError) in
        names.contains(base) ? try text(of: base, in: path) : nil
      }
      guard file.name == name else {
        throw SuiteError.invalid(
          file: source.file, line: 1, column: 1,
          problem: "the file is named '\(file.name)'; expected the name of its file")
      }
      return file
    }
  }

  /// Every network, families one after the other; no two have one name.
  func networks() throws -> [NetworkDescription] {
    let networks = try files().flatMap(\.networks)
    for (index, network) in networks.enumerated()
    where networks[..<index].contains(where: { $0.id == network.id }) {
      throw NetworkSelectionError.duplicateNetwork(network.id)
    }
    return networks
  }

  /// The file with the published figures.
  func publishedPath() throws -> String {
    guard let path else { throw NetworkSelectionError.networksNotFound }
    return path + "/published.csv"
  }

  private func text(of name: String, in path: String) throws(SuiteError) -> NetworkFile.SourceText {
    let file = "\(path)/\(name)\(Self.suffix)"
    do {
      return NetworkFile.SourceText(
        file: file, yaml: try String(contentsOfFile: file, encoding: .utf8))
    } catch {
      throw .unreadable(file: file, reason: "it is no UTF-8 text file")
    }
  }

  private static let suffix = ".yaml"
}

/// What is wrong with a selection of networks; one line that says what would be right.
enum NetworkSelectionError: ExitCoded, Hashable {
  case networksNotFound
  case duplicateNetwork(String)
  case unknownNetwork(String, near: [String])
  case needsModel(options: [String])
  case notWithPublished(options: [String])
  case network(String, NetworkError)

  var exitStatus: ExitStatus { .usage }

  var description: String {
    switch self {
    case .networksNotFound:
      "no folder Benchmarks/Networks above the current directory or the executable; "
        + "set LKB_HOME to the repository"
    case .duplicateNetwork(let id): "two network files describe '\(id)'"
    case .unknownNetwork(let name, let near):
      "--model '\(name)' is not known; nearest: \(near.joined(separator: ", "))"
    case .needsModel(let options):
      "\(options.joined(separator: ", ")) changes one network; name it with --model"
    case .notWithPublished(let options):
      "--published takes every row as it was published; leave out \(options.joined(separator: ", "))"
    case .network(let id, let error): "\(id): \(error)"
    }
  }
}

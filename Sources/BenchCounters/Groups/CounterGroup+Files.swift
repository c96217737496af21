import Foundation

extension CounterGroup {
  /// Reads one file.
  ///
  /// Throws with file, line and column where the text is wrong.
  package init(path: String) throws(CounterError) {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadableGroup(path: path, problem: error.localizedDescription)
    }
    try self.init(yaml: text, file: path)
  }

  /// Every `*.yaml` below `directory`, sorted by path; group names must differ.
  package static func all(below directory: String) throws(CounterError) -> [CounterGroup] {
    let names: [String]
    do {
      names = try FileManager.default.subpathsOfDirectory(atPath: directory)
    } catch {
      throw .unreadableGroup(path: directory, problem: error.localizedDescription)
    }
    var groups: [CounterGroup] = []
    for name in names.filter({ $0.hasSuffix(".yaml") }).sorted() {
      let path = directory + "/" + name
      let group = try CounterGroup(path: path)
      guard !groups.contains(where: { $0.name == group.name }) else {
        throw .unreadableGroup(
          path: path, problem: "another file already defines a group '\(group.name)'")
      }
      groups.append(group)
    }
    return groups
  }
}

extension [CounterGroup] {
  /// The groups called `names`, in that order.
  package func selecting(_ names: [String]) throws(CounterError) -> [CounterGroup] {
    var selected: [CounterGroup] = []
    for name in names {
      guard let group = first(where: { $0.name == name }) else {
        throw .unknownGroup(name: name, known: map(\.name))
      }
      selected.append(group)
    }
    return selected
  }
}

import Foundation

/// A folder of counter groups: definitions in `generic/`, event tables in `<micro-architecture>/`.
struct GroupFolder {
  private let path: String
  private let machine: MicroArchitecture
  private var loaded: [String: CounterGroup] = [:]
  private var loading: Set<String> = []

  init(_ path: String, for machine: MicroArchitecture) {
    self.path = path
    self.machine = machine
  }

  /// Every group, sorted by name.
  mutating func groups() throws(CounterError) -> [CounterGroup] {
    let names = try names(in: MicroArchitecture.generic.id)
    var groups: [CounterGroup] = []
    for name in names { groups.append(try group(name)) }
    if let stray = try tables().first(where: { !names.contains($0) }) {
      throw .unreadableGroup(
        path: file(stray, of: machine.id),
        problem: "there is no group '\(stray)' in \(MicroArchitecture.generic.id)/")
    }
    return groups
  }

  /// The tables of this machine; none where it has no folder.
  private func tables() throws(CounterError) -> [String] {
    let hasFolder = FileManager.default.fileExists(atPath: "\(path)/\(machine.id)")
    return machine == .generic || !hasFolder ? [] : try names(in: machine.id)
  }

  private mutating func group(_ name: String) throws(CounterError) -> CounterGroup {
    if let group = loaded[name] { return group }
    let file = file(name, of: MicroArchitecture.generic.id)
    guard loading.insert(name).inserted else {
      throw .unreadableGroup(path: file, problem: "the group uses itself")
    }
    // A closure cannot change self while an initialiser throws through it; a copy collects.
    var siblings = self
    var group = try CounterGroup(yaml: Self.text(of: file), file: file) {
      (other) throws(CounterError) -> CounterGroup? in
      FileManager.default.fileExists(
        atPath: siblings.file(other, of: MicroArchitecture.generic.id))
        ? try siblings.group(other) : nil
    }
    loaded = siblings.loaded
    guard group.name == name else {
      throw .unreadableGroup(
        path: file, problem: "the group is called '\(group.name)', unlike its file")
    }
    if let table = try table(of: name, for: machine.id, seen: []) {
      group = try group.counted(by: table, of: machine)
    }
    loaded[name] = group
    return group
  }

  /// The events of `id` for a group, with what they extend; `nil` where there is no file.
  private func table(
    of name: String, for id: String, seen: [String]
  ) throws(CounterError) -> EventTable? {
    let file = file(name, of: id)
    guard id != MicroArchitecture.generic.id, FileManager.default.fileExists(atPath: file) else {
      return nil
    }
    let table = try EventTable(yaml: Self.text(of: file), file: file)
    guard let base = table.extends else { return table }
    guard !seen.contains(base), base != id,
      let filler = try self.table(of: name, for: base, seen: seen + [id])
    else {
      throw .unreadableGroup(
        path: file, problem: "it extends '\(base)', which has no table of group \(name)")
    }
    return table.filled(from: filler)
  }

  private func file(_ name: String, of id: String) -> String { "\(path)/\(id)/\(name).yaml" }

  private func names(in folder: String) throws(CounterError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
    } catch {
      throw .unreadableGroup(path: path, problem: error.localizedDescription)
    }
  }

  private static func text(of path: String) throws(CounterError) -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadableGroup(path: path, problem: error.localizedDescription)
    }
  }
}

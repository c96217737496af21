extension CounterGroup {
  /// Every group below `directory` with the events of `machine`, sorted by name.
  ///
  /// A group that `machine` has no table for keeps the events of its definition.
  ///
  /// - Throws: `CounterError` with file, line and column where a text is wrong.
  package static func all(
    below directory: String, for machine: MicroArchitecture = .current
  ) throws(CounterError) -> [CounterGroup] {
    var folder = GroupFolder(directory, for: machine)
    return try folder.groups()
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

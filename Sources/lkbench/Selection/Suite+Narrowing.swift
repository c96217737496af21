import ConvModel

extension Suite {
  /// The suite with only what `axes` list.
  ///
  /// What an entry states is kept where the option agrees with it; what it leaves open takes the
  /// option. The first option that leaves nothing is thrown.
  func narrowed(by axes: SelectionAxes) throws(SelectionError) -> Suite {
    var suite = self
    try suite.keep("--variant", axes.variants, { $0 }, stated: \.variant)
    try suite.keepForms(axes.forms)
    try suite.keep("--kernel", axes.kernels, { "\($0)" }, stated: \.kernel)
    try suite.keep("--shape", axes.shapes, { "\($0)" }, stated: \.map)
    try suite.refuseUntaken(axes.options)
    try suite.settle("--stripe", axes.options.stripe, \.options.stripe, .stripe)
    try suite.settle("--sparsity", axes.options.sparsity, \.options.sparsity, .sparsity)
    try suite.settle("--mask", axes.options.mask, \.options.mask, .mask)
    try suite.settle("--grid", axes.options.gridRuns, \.options.gridRuns, .grid)
    try suite.settle("--convolved-channels", axes.options.convolved, \.options.convolved, nil)
    try suite.keepBatches(axes.batches)
    try suite.keepLayouts(axes.layouts)
    return suite
  }

  /// Keeps the entries whose stated value is listed.
  private mutating func keep<Value: Hashable>(
    _ option: String, _ listed: [Value]?, _ text: (Value) -> String,
    stated: KeyPath<Entry, Value>
  ) throws(SelectionError) {
    guard let listed else { return }
    let kept = entries.filter { listed.contains($0[keyPath: stated]) }
    guard !kept.isEmpty else {
      throw .nothingLeft(
        option: option, value: listed.map(text).joined(separator: ","), of: title,
        present: entries.map { text($0[keyPath: stated]) }.uniqued())
    }
    entries = kept
  }

  private mutating func keepForms(_ listed: [String]?) throws(SelectionError) {
    guard let listed else { return }
    let kept = entries.compactMap { entry in
      var entry = entry
      entry.forms.removeAll { !listed.contains($0) }
      return entry.forms.isEmpty ? nil : entry
    }
    guard !kept.isEmpty else {
      throw .nothingLeft(
        option: "--form", value: listed.joined(separator: ","), of: title,
        present: entries.flatMap(\.forms).uniqued())
    }
    entries = kept
  }

  /// Gives entries that leave an option open its value, and drops those that state another.
  ///
  /// Entries of variants that do not take a partial option stay as they are.
  private mutating func settle<Value: Hashable>(
    _ option: String, _ value: Value?, _ path: WritableKeyPath<Entry, Value?>,
    _ partial: PartialOption?
  ) throws(SelectionError) {
    guard let value else { return }
    let kept = entries.compactMap { entry in
      if let partial, !partial.takers.contains(entry.variant) { return entry }
      var entry = entry
      if entry[keyPath: path] == nil { entry[keyPath: path] = value }
      return entry[keyPath: path] == value ? entry : nil
    }
    guard !kept.isEmpty else {
      throw .nothingLeft(
        option: option, value: "\(value)", of: title,
        present: entries.compactMap { $0[keyPath: path].map { "\($0)" } }.uniqued())
    }
    entries = kept
  }

  /// Batches that a suite states are narrowed; others are multiplied out.
  private mutating func keepBatches(_ listed: [Int]?) throws(SelectionError) {
    guard let listed else { return }
    let kept = entries.flatMap { entry in
      let batches = entry.batch.map { [$0] } ?? listed
      return batches.filter(listed.contains).map { batch in
        var entry = entry
        entry.batch = batch
        return entry
      }
    }
    guard !kept.isEmpty else {
      throw .nothingLeft(
        option: "--batch", value: listed.map(String.init).joined(separator: ","), of: title,
        present: entries.map { "\($0.batch ?? 1)" }.uniqued())
    }
    entries = kept
  }

  private mutating func keepLayouts(_ listed: [Layout]?) throws(SelectionError) {
    guard let listed else { return }
    let kept = entries.compactMap { entry in
      var entry = entry
      entry.layouts = (entry.layouts ?? listed).filter(listed.contains)
      return entry.layouts?.isEmpty == true ? nil : entry
    }
    guard !kept.isEmpty else {
      throw .nothingLeft(
        option: "--layout", value: listed.map(\.rawValue).joined(separator: ","), of: title,
        present: entries.flatMap { $0.layouts ?? [] }.map(\.rawValue).uniqued())
    }
    entries = kept
  }

  /// Refuses an option that no selected variant takes, which would otherwise do nothing.
  private func refuseUntaken(_ options: ProblemOptions) throws(SelectionError) {
    let selected = entries.map(\.variant).uniqued()
    for option in PartialOption.allCases where option.isGiven(in: options) {
      guard option.takers.contains(where: selected.contains) else {
        throw .notTaken(option: option.rawValue, takers: option.takers, selected: selected)
      }
    }
  }

  private var title: String {
    name == Selection.unnamedSuite ? "the selection" : "suite '\(name)'"
  }
}

extension PartialOption {
  fileprivate func isGiven(in options: ProblemOptions) -> Bool {
    switch self {
    case .stripe: options.stripe != nil
    case .sparsity: options.sparsity != nil
    case .mask: options.mask != nil
    case .grid: options.gridRuns != nil
    }
  }
}

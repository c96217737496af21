import ConvModel

extension SelectionOptions {
  /// Reads the options and the suite, enumerates the cases, loads supplied tensors, and refuses what
  /// does not fit into memory or fits no supplied tensor.
  ///
  /// - Throws: `SelectionError`, `SuiteError`, `ProblemError`, `PlanError`, or an error of the tensor
  ///   files; each prints as one line.
  func resolve(_ context: SelectionContext = .current) throws -> Selection {
    let axes = try SelectionAxes(self)
    let whole: Suite
    if let suite {
      whole = try SuiteFolder(context.folder).suite(suite)
    } else {
      whole = try Suite(axes)
    }
    let narrowed = try whole.narrowed(by: axes)
    var cases = try narrowed.cases(axes, machine: context.machine)
    if let pattern = axes.filter { cases = try Suite.filter(cases, matching: pattern) }
    let versus = axes.versus ?? whole.versus
    cases = PeerCases.adding(versus, to: cases)
    if let available = context.availableMemory {
      try Self.refuseOversized(cases, available: available)
    }
    let loaded = try LoadedTensors(axes.files)
    let selection = Selection(
      suiteName: whole.name, cases: cases, versus: versus, supplied: loaded.supplied,
      input: loaded.input)
    try loaded.check(selection.groups.map(\.problem))
    return selection
  }

  /// Refuses cases that need more than the available memory, before anything is allocated.
  private static func refuseOversized(_ cases: [BenchmarkCase], available: Int) throws {
    for item in cases {
      // Verifying holds the data of both fills.
      let need = try MemoryNeed(item.problem, layout: item.layout).totalBytes
      let (needed, overflow) = need.multipliedReportingOverflow(by: Fill.Kind.allCases.count)
      guard !overflow, needed <= available else {
        throw SelectionError.memory(
          id: item.id, needed: overflow ? .max : needed, available: available)
      }
    }
  }
}

import ConvModel

extension SelectionOptions {
  /// Reads the options and the suite, enumerates the cases, and loads supplied tensors.
  ///
  /// - Throws: `SelectionError`, `SuiteError`, `ProblemError`, `PlanError` or `TensorFileError`, each
  ///   of which prints as one line.
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
    return Selection(suiteName: whole.name, cases: cases)
  }
}

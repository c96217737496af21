import ConvModel

/// Finds the exact figures of cases: plans, packs and verifies each, and times nothing.
struct InvariantMeasurement {
  let context: SelectionContext

  /// What was found of one case.
  struct Finding {
    let item: BenchmarkCase
    let preparation: GatePreparation

    /// `nil` where the kernel is wrong or refused.
    var row: InvariantTable.Row? {
      guard preparation.status == .ready, let facts = preparation.facts else { return nil }
      return InvariantTable.Row(item, facts)
    }
  }

  /// Prepares every case of `selection`, in its order.
  ///
  /// - Throws: `Interrupted`; what supplied tensors are complained about with.
  func findings(of selection: Selection, progress: ProgressLine) throws -> [Finding] {
    let preparer = GateCasePreparer(context: context)
    var findings: [Finding] = []
    defer { progress.clear() }
    for item in selection.cases {
      try Interrupt.check()
      progress.show(done: findings.count, "verifying \(item.id)")
      let request = GateRequest(
        operation: .prepare, index: 0, arguments: GateCaseRequest(item).arguments, verify: true)
      findings.append(
        Finding(item: item, preparation: try preparer.prepare(request).preparation))
    }
    return findings
  }
}

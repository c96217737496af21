import ConvPlanning

/// In which form a peer is measured beside a case.
enum PeerForm {
  /// The peer's form for a case in `form`.
  ///
  /// A library knows no shared weights: beside `shared` it runs the dense kernel that they expand to.
  /// In every other form it computes what the case computes, branch by branch or merged.
  static func form(beside form: String) -> String { form == "shared" ? "expanded" : form }
}

/// The additional cases of `--versus`.
enum PeerCases {
  /// The word of `--versus` for no peers, against a suite that names some.
  static let none = "none"

  /// `cases`, then each case's peers under the same conditions.
  static func adding(_ peers: [String], to cases: [BenchmarkCase]) -> [BenchmarkCase] {
    cases + cases.flatMap { item in peers.map { peer($0, beside: item) } }
  }

  /// The case of `id` that `item` is compared with.
  static func peer(_ id: String, beside item: BenchmarkCase) -> BenchmarkCase {
    BenchmarkCase(
      suite: item.suite, problem: item.problem, form: PeerForm.form(beside: item.form),
      algorithm: .fixed(id), instructionSet: item.instructionSet, layout: item.layout,
      threads: item.threads, cache: item.cache, files: item.files,
      operation: item.operation)
  }

  /// Of `finished` cases those that `pending` ones are compared with: a resumed run times them again
  /// for their pairs.
  static func companions(
    of pending: [BenchmarkCase], among finished: [BenchmarkCase], peers: [String]
  ) -> [BenchmarkCase] {
    let needed = Set(
      pending.flatMap { item in [item.forward.id] + peers.map { peer($0, beside: item).id } })
    return finished.filter { needed.contains($0.id) }
  }
}

import ConvModel
import Testing

@testable import lkbench

@Suite("Suite files")
struct SuiteFileTests {
  @Test(
    "every committed suite has the expected problems and cases",
    arguments: [
      ("smoke", 6, 12), ("scaling-efficiency", 140, 308), ("convnext-t", 4, 4),
      ("replknet-31b", 4, 8), ("slak-t", 8, 24), ("pelk-t", 4, 8), ("pelk-101", 4, 8),
      ("edge", 348, 1215), ("threads", 16, 32), ("versus", 160, 352), ("sweep", 768, 960),
      ("downstream", 45, 60), ("ragged", 36, 36),
      ("replknet-latency", 30, 30), ("sparsity-width", 20, 20), ("ci", 12, 12),
    ])
  func committed(name: String, problems: Int, cases: Int) throws {
    let selection = try select(["--suite", name])
    #expect(selection.groups.count == problems)
    #expect(selection.caseCount == cases)
    #expect(Set(selection.cases.map(\.id)).count == cases)
    #expect(selection.cases.allSatisfy { $0.suite == name })
  }

  @Test("no committed suite is missing in the list above")
  func complete() throws {
    let names = try SuiteFolder(SelectionContext.fixed.folder).names()
    #expect(
      names == [
        "ci", "convnext-t", "downstream", "edge", "pelk-101", "pelk-t", "ragged", "replknet-31b",
        "replknet-latency", "scaling-efficiency", "slak-t", "smoke", "sparsity-width", "sweep",
        "threads", "versus",
      ])
  }

  @Test("PeLK convolves the first 46, 93, 187 and 374 channels")
  func partialChannels() throws {
    let problems = try select(["--suite", "pelk-t"]).groups.map(\.problem)
    #expect(problems.map(\.convolvedChannels) == [46, 93, 187, 374])
    #expect(problems[0].grid?.runs == [9, 8, 4, 2, 1, 1, 1, 1, 1, 2, 4, 8, 9])
  }

  @Test(
    "what is wrong is named with line, column and what would be right",
    arguments: [
      ("", 1, 1, "the suite is empty"),
      ("name: a\nsummary: b\n", 1, 1, "no 'groups'"),
      ("name: a\nsummary: b\ngroup: []\n", 3, 1, "unknown field 'group'; a suite has name"),
      ("name: A b\nsummary: b\ngroups: []\n", 1, 7, "lower-case letters"),
      ("name: a\nname: b\nsummary: c\ngroups: []\n", 1, 1, "given twice: name"),
      ("name: a\nsummary: [b\n", 3, 1, "not YAML"),
      (head + "  - variants: [dens]\n", 4, 16, "unknown variant 'dens'; nearest: dense"),
      (head + "  - variants: [dense]\n", 4, 5, "needs shapes and kernels, or stages"),
      (head + "  - shapes: [8x9x9]\n", 4, 5, "has no 'variants'"),
      (head + "  - variants: [dense]\n    kernel: [7]\n", 5, 5, "unknown field 'kernel'"),
      (body("kernels: [7, 8]"), 6, 18, "kernel 8 is not odd"),
      (body("kernels: [7:9:x]"), 6, 15, "expected odd sizes"),
      (body("kernels: 7"), 6, 14, "must be a list"),
      (body("kernels: [7]\n    stripe: 4"), 7, 13, "stripe '4': expected an odd number"),
      (body("kernels: [7]\n    sparsity: 1.0"), 7, 15, "at least 0 and below 1"),
      (body("kernels: [7]\n    batch: 0"), 7, 12, "batch '0'"),
      (body("kernels: [7]\n    layouts: [nwhc]"), 7, 15, "expected nhwc, nchw, nchw16c"),
      (body("kernels: [7]\n    forms: [merged]"), 7, 13, "unknown form 'merged'"),
      (body("kernels: [7]\n    mask: dense"), 7, 11, "expected uniform, erk or grown:STEPS"),
      (body("kernels: [7]\n    convolvedChannels: 9/8"), 7, 24, "a share such as 3/8"),
      (body("kernels: [7]\n    convolvedChannels: 9"), 4, 5, "9 convolved channels of 8"),
      (body("kernels: [7]\n    grids: {7: [1, 2, 1]}"), 7, 16, "grid sums to 4, not to"),
      (body("kernels: [7]\n    grids: {9: [4, 1, 4]}"), 7, 12, "no kernel 9 for this grid"),
      (body("kernels: [7]\n    stages: []"), 5, 13, "either stages, or shapes and kernels"),
      (
        head + "  - variants: [dense]\n    stages: [{name: a, shape: 8x9x9}]\n", 5, 14,
        "a stage has name, shape, kernel"
      ),
      (
        head + "  - variants: [dense, reparam]\n    shapes: [8x9x9]\n    kernels: [7]\n"
          + "    forms: [merged]\n", 7, 12, "variant dense has none of these forms"
      ),
    ])
  func damaged(yaml: String, line: Int, column: Int, expected: String) throws {
    let error = try #require(throws: SuiteError.self) { try Suite(yaml: yaml, file: "s.yaml") }
    guard case .invalid(let file, let foundLine, let foundColumn, let problem) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(file == "s.yaml")
    #expect("\(foundLine):\(foundColumn)" == "\(line):\(column)", "\(error)")
    #expect(problem.contains(expected), "\(error)")
    #expect(!error.description.contains("\n"))
  }

  @Test("defaults hold for every group that does not state otherwise")
  func defaults() throws {
    let suite = try Suite(
      yaml: """
        name: a
        summary: b
        defaults: {stripe: 3, batch: 2, layouts: [nchw]}
        groups:
          - {variants: [reparam], shapes: [8x9x9], kernels: [7]}
          - {variants: [reparam], shapes: [8x9x9], kernels: [9], stripe: 5, batch: 1}
        """, file: "s.yaml")
    #expect(suite.entries.map(\.options.stripe) == [3, 5])
    #expect(suite.entries.map(\.batch) == [2, 1])
    #expect(suite.entries.map(\.layouts) == [[.nchw], [.nchw]])
  }
}

private let head = "name: a\nsummary: b\ngroups:\n"

/// A suite of one group whose last lines are `rest`.
private func body(_ rest: String) -> String {
  head + "  - variants: [dense]\n    shapes: [8x9x9]\n    \(rest)\n"
}

import ConvModel

/// The cases of one call, grouped by problem, with the tensors they share.
struct Selection: Sendable {
  /// The suite column of a selection made by options alone.
  static let unnamedSuite = "selection"

  /// The cases of one problem; they share its weights, its input and its reference.
  struct Group: Sendable {
    let problem: Problem
    let cases: [BenchmarkCase]
  }

  let suiteName: String
  /// In the order of the problems' first appearance; cases keep theirs.
  let groups: [Group]
  /// Ids of the peers that every other case is compared with; their cases are among the groups'.
  let versus: [String]
  /// Text that tells what is measured: equal selections have equal digests on every machine.
  ///
  /// A shard keeps the digest of the whole, so that shards can be recognised as belonging together.
  let digest: String
  /// Weights and masks from files.
  let supplied: SuppliedTensors
  /// `--input`, [N, C, H, W]; `nil` to draw it.
  let input: SuppliedTensor?

  var cases: [BenchmarkCase] { groups.flatMap(\.cases) }
  var caseCount: Int { groups.reduce(0) { $0 + $1.cases.count } }

  /// Groups `cases`; of cases with equal ids the first stays.
  init(
    suiteName: String, cases: [BenchmarkCase], versus: [String] = [],
    supplied: SuppliedTensors = .none, input: SuppliedTensor? = nil
  ) {
    var order: [Problem] = []
    var casesOfProblem: [Problem: [BenchmarkCase]] = [:]
    var seen: Set<String> = []
    var hash = FNV1a()
    for item in cases where seen.insert(item.id).inserted {
      if casesOfProblem[item.problem] == nil { order.append(item.problem) }
      casesOfProblem[item.problem, default: []].append(item)
      hash.add("\(item.id) seed \(item.problem.seed)")
    }
    for peer in versus { hash.add("versus \(peer)") }
    hash.add(supplied)
    if let input { hash.add(input, name: "input") }
    self.init(
      suiteName: suiteName,
      groups: order.map { Group(problem: $0, cases: casesOfProblem[$0] ?? []) },
      versus: versus, digest: hash.text, supplied: supplied, input: input)
  }

  private init(
    suiteName: String, groups: [Group], versus: [String], digest: String,
    supplied: SuppliedTensors, input: SuppliedTensor?
  ) {
    self.suiteName = suiteName
    self.groups = groups
    self.versus = versus
    self.digest = digest
    self.supplied = supplied
    self.input = input
  }

  /// Part `index` (from 1) of `count`: every `count`-th problem with all its cases.
  ///
  /// Neighbouring problems take similar time, so dealing them out makes about equally long parts. A
  /// part may be empty.
  func shard(_ index: Int, of count: Int) throws(SelectionError) -> Selection {
    guard count >= 1, (1...count).contains(index) else {
      throw .malformed(
        option: "--shard", value: "\(index)/\(count)",
        expected: "i/n with 1 ≤ i ≤ n, such as 1/4")
    }
    let part = groups.enumerated().filter { $0.offset % count == index - 1 }.map(\.element)
    return Selection(
      suiteName: suiteName, groups: part, versus: versus, digest: digest, supplied: supplied,
      input: input)
  }
}

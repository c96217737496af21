import ConvModel
import ConvPlanning
import KernelBuilds
import Testing

@Suite("Conformance of every algorithm")
struct ConformanceTests {
  @Test("agrees with the reference on edge problems in every form and build, inside guard pages")
  func agreesWithReference() async throws {
    let tally = try await ConformanceTally.gather(EdgeProblems.forward()) { item, tally in
      try ProblemConformance(item).run(&tally)
    }
    try tally.report("forward")
  }

  @Test("the input gradient of edge problems agrees with the reference, by every algorithm")
  func inputGradients() async throws {
    let tally = try await ConformanceTally.gather(EdgeProblems.gradients()) { item, tally in
      try ProblemConformance(item, isGradient: true).run(&tally)
    }
    try tally.report("input-gradient")
  }
}

/// One edge problem, computed by every algorithm of every build in every form.
///
/// Sums of small integers are exact, so that what adds up must be equal to the reference. Real numbers go
/// to what rounds otherwise, and on one map to everything, so that the bounds of sums are tried too.
private struct ProblemConformance {
  /// A map of several images.
  private static let realMap = EdgeProblems.thoroughMaps[1]

  private let layouts: [Layout]
  private let forms: [Form]
  private let integers: FilledProblem
  private let reals: FilledProblem
  private let isGradient: Bool

  init(_ item: EdgeProblems.Item, isGradient: Bool = false) throws {
    layouts = item.layouts
    forms = try VariantCatalog.variant(item.problem.variant).forms
    integers = try FilledProblem.trusted(
      item.problem, Fill(.smallIntegers, seed: 3), isGradient: isGradient)
    reals = try FilledProblem.trusted(
      item.problem, Fill(.unitVariance, seed: 4), isGradient: isGradient)
    self.isGradient = isGradient
  }

  func run(_ tally: inout ConformanceTally) throws {
    for build in KernelBuild.all {
      let planner = try build.planner()
      // Libraries choose their instruction set themselves: once is enough.
      let takesPeers = build.instructionSet == KernelBuild.widest.instructionSet && !isGradient
      for algorithm in build.algorithms where takesPeers || !(algorithm is any PeerAlgorithm) {
        for (index, form) in forms.enumerated() {
          for layout in layouts {
            for (filled, plan) in try plans(planner, algorithm.id, form: index, layout) {
              tally.add(
                ConformanceTally.Key(build, algorithm), try filled.outcome(plan),
                "\(filled.problem) \(form.id) \(plan.id) \(build) \(layout) \(filled.fill.kind.rawValue)"
              )
            }
          }
        }
      }
    }
  }

  /// What to run of an algorithm in one form and layout: nothing where it declines.
  private func plans(
    _ planner: Planner, _ id: String, form: Int, _ layout: Layout
  ) throws -> [(FilledProblem, Plan)] {
    guard let sums = try planner.plan(integers.programs[form], layout, by: id) else { return [] }
    let isExact = sums.roundings == [.summation]
    let isReal = !isExact || EdgeProblems.isFull || integers.problem.map == Self.realMap
    var plans: [(FilledProblem, Plan)] = []
    if isExact || EdgeProblems.isFull { plans.append((integers, sums)) }
    if isReal {
      plans.append((reals, try planner.fixedPlan(reals.programs[form], layout: layout, id: id)))
    }
    return plans
  }
}

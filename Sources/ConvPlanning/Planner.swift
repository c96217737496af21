package import ConvModel

/// Which algorithms the user asked for.
package enum AlgorithmChoice: Hashable, Sendable {
  /// The planner's choice.
  case auto
  /// Every algorithm that takes the program.
  case all
  /// One of that id for every stage it takes; `auto` for the stages it declines would hide a
  /// difference, so a declined stage refuses the plan.
  case fixed(String)
}

/// Chooses algorithms for programs.
package struct Planner: Sendable {
  package let instructionSet: InstructionSet

  /// Throws when the machine lacks the instruction set; `nil` takes its best.
  package init(
    instructionSet: InstructionSet? = nil, machine: Machine = .current
  ) throws(PlanError) {
    let set = instructionSet ?? machine.best
    guard machine.instructionSets.contains(set) else { throw .instructionSetAbsent(set) }
    self.instructionSet = set
  }

  /// One plan for `auto` and `fixed`; for `all` one per algorithm that takes every stage.
  package func plans(
    _ program: Program, layout: Layout, choice: AlgorithmChoice
  ) throws(PlanError) -> [Plan] {
    switch choice {
    case .auto: return [try heuristicPlan(program, layout: layout)]
    case .fixed(let id): return [try fixedPlan(program, layout: layout, id: id)]
    case .all:
      var plans: [Plan] = []
      for id in AlgorithmCatalog.ids {
        do throws(PlanError) {
          plans.append(try fixedPlan(program, layout: layout, id: id))
        } catch { continue }
      }
      return plans
    }
  }

  /// Why each algorithm of this instruction set takes or refuses a stage.
  package func survey(_ stage: StageOutline) -> [(algorithm: any Algorithm, support: Support)] {
    AlgorithmCatalog.algorithms(for: instructionSet).map { ($0, Self.support($0, stage)) }
  }

  /// `id` for every stage.
  package func fixedPlan(
    _ program: Program, layout: Layout, id: String
  ) throws(PlanError) -> Plan {
    let candidates = AlgorithmCatalog.algorithms(for: instructionSet)
    guard let algorithm = candidates.first(where: { $0.id == id }) else {
      throw .unknownAlgorithm(id, near: nearestNames(to: id, among: AlgorithmCatalog.ids))
    }
    for stage in program.stages {
      if case .declined(let reason) = Self.support(algorithm, stage.outline) {
        throw .declined(algorithm: id, reason: reason)
      }
    }
    return Plan(
      program: program, layout: layout, instructionSet: instructionSet,
      algorithms: program.stages.map { _ in algorithm }, reason: "asked for")
  }

  private func heuristicPlan(
    _ program: Program, layout: Layout
  ) throws(PlanError) -> Plan {
    var chosen: [any Algorithm] = []
    var reasons: [String] = []
    for stage in program.stages {
      let candidates = survey(stage.outline).filter { $0.support == .supported }.map(\.algorithm)
      guard let preference = RegimeTable.preference(for: stage, among: candidates.map(\.id)),
        let algorithm = candidates.first(where: { $0.id == preference.algorithm })
      else { throw .noAlgorithm(structure: stage.structure.kind.rawValue) }
      chosen.append(algorithm)
      if !reasons.contains(preference.reason) { reasons.append(preference.reason) }
    }
    return Plan(
      program: program, layout: layout, instructionSet: instructionSet, algorithms: chosen,
      reason: reasons.joined(separator: "; "))
  }

  private static func support(_ algorithm: any Algorithm, _ stage: StageOutline) -> Support {
    if let peer = algorithm as? any PeerAlgorithm, let reason = peer.unavailability {
      return .declined(reason)
    }
    guard algorithm.handles.contains(stage.structure.kind) else {
      return .declined(
        "does not handle kernels of structure \(stage.structure.kind.rawValue)")
    }
    return algorithm.support(for: stage)
  }
}

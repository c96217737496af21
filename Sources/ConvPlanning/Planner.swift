package import ConvModel

/// Which algorithms the user asked for.
package enum AlgorithmChoice: Hashable, Sendable {
  /// The planner's choice.
  case auto
  /// Every algorithm that takes at least one stage.
  case all
  /// The one of that id.
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

  /// One plan for `auto` and `fixed`; for `all` one per algorithm that takes a stage.
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

  /// `id` for every stage it takes, at least one; stages of another structure (the small branch of a
  /// shared kernel) get the planner's choice, which the plan's own id then shows.
  package func fixedPlan(
    _ program: Program, layout: Layout, id: String
  ) throws(PlanError) -> Plan {
    let candidates = AlgorithmCatalog.algorithms(for: instructionSet)
    guard let algorithm = candidates.first(where: { $0.id == id }) else {
      throw .unknownAlgorithm(id, near: nearestNames(to: id, among: AlgorithmCatalog.ids))
    }
    var chosen: [any Algorithm] = []
    var refusal: String?
    for stage in program.stages {
      switch Self.support(algorithm, stage.outline) {
      case .supported: chosen.append(algorithm)
      case .declined(let reason):
        refusal = refusal ?? reason
        chosen.append(try preferred(stage).algorithm)
      }
    }
    guard chosen.contains(where: { $0.id == id }) else {
      throw .declined(algorithm: id, reason: refusal ?? "the program has no stages")
    }
    return Plan(
      program: program, layout: layout, instructionSet: instructionSet, algorithms: chosen,
      reason: refusal.map { "asked for; elsewhere it \($0)" } ?? "asked for")
  }

  private func heuristicPlan(
    _ program: Program, layout: Layout
  ) throws(PlanError) -> Plan {
    var chosen: [any Algorithm] = []
    var reasons: [String] = []
    for stage in program.stages {
      let (algorithm, reason) = try preferred(stage)
      chosen.append(algorithm)
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    return Plan(
      program: program, layout: layout, instructionSet: instructionSet, algorithms: chosen,
      reason: reasons.joined(separator: "; "))
  }

  /// The regime table's choice for one stage, and its reason.
  private func preferred(
    _ stage: Stage
  ) throws(PlanError) -> (algorithm: any Algorithm, reason: String) {
    let candidates = survey(stage.outline).filter { $0.support == .supported }.map(\.algorithm)
    guard let preference = RegimeTable.preference(for: stage, among: candidates.map(\.id)),
      let algorithm = candidates.first(where: { $0.id == preference.algorithm })
    else { throw .noAlgorithm(structure: stage.structure.kind.rawValue) }
    return (algorithm, preference.reason)
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

package import ConvModel

/// Which algorithms the user asked for.
package enum AlgorithmChoice: Hashable, Sendable {
  /// The planner's choice, predicted without measuring.
  case auto
  /// The fastest as timed on this machine.
  case measured
  /// Every algorithm that takes at least one stage.
  case all
  /// The one of that id.
  case fixed(String)
}

/// Chooses algorithms for programs: by a cost model, by timing them, or as told.
///
/// Libraries are never chosen unasked: they are there to be compared with.
package struct Planner: Sendable {
  package let instructionSet: InstructionSet
  private let choices: MeasuredChoices
  /// Those of the instruction set, and the peers.
  private let algorithms: [any Algorithm]

  /// A planner for one instruction set; `nil` takes the machine's best.
  ///
  /// `choices` serves the measured plans; of `catalog` it takes what is built for the instruction set.
  /// Throws when the machine lacks the instruction set.
  package init(
    instructionSet: InstructionSet? = nil, machine: Machine = .current,
    choices: MeasuredChoices = MeasuredChoices(),
    catalog: [any Algorithm] = AlgorithmCatalog.all
  ) throws(PlanError) {
    self.choices = choices
    let set = instructionSet ?? machine.best
    guard machine.instructionSets.contains(set) else { throw .instructionSetAbsent(set) }
    self.instructionSet = set
    algorithms = AlgorithmCatalog.algorithms(for: set, among: catalog)
  }

  /// One plan for `auto`, `measured` and `fixed`; for `all` one per algorithm that takes a stage.
  ///
  /// What is measured is the largest share of `threads` threads, alone on the calling one.
  ///
  /// - Throws: `PlanError`; with `all` every one but the refusal of the algorithm itself.
  package func plans(
    _ program: Program, layout: Layout, choice: AlgorithmChoice, threads: Int = 1
  ) throws(PlanError) -> [Plan] {
    switch choice {
    case .auto:
      return [try plan(program, layout: layout) { stage throws(PlanError) in try predicted(stage) }]
    case .measured:
      let split = WorkSplit(
        program, layout: layout, lanes: instructionSet.lanes, threads: threads)
      return [
        try plan(program, layout: layout) { stage throws(PlanError) in
          let (part, slice) = split.largestPart(of: stage, in: program.map, layout: layout)
          return try choices.fastest(part, on: slice, among: candidates(stage).map(\.algorithm))
        }
      ]
    case .fixed(let id): return [try fixedPlan(program, layout: layout, id: id)]
    case .all:
      var plans: [Plan] = []
      for algorithm in algorithms {
        do throws(PlanError) {
          plans.append(try fixedPlan(program, layout: layout, id: algorithm.id))
        } catch {
          guard error.isRefusal(of: algorithm.id) else { throw error }
        }
      }
      return plans
    }
  }

  /// A transform or an interpolation is chosen only where it is predicted a tenth faster: its spectra or
  /// transformed weights take memory that a loop over one layer does not miss, and it spreads what is not
  /// finite.
  private static let transformHandicap = 1.1

  /// One algorithm's view of a stage.
  package struct SurveyEntry {
    package let algorithm: any Algorithm
    /// Whether it takes the stage, or why not.
    package let support: Support
    /// Predicted nanoseconds in the unit of the cost model; `nil` where it declines or is excluded.
    package let predicted: Double?
    /// Why it is never chosen unasked; `nil` where it may be.
    package let exclusion: String?
  }

  /// Why an algorithm is never chosen unasked, whatever the stage; `nil` where it may be.
  package static func exclusion(of algorithm: any Algorithm) -> String? {
    CostModel.exclusion(of: algorithm)
  }

  /// What each algorithm of this instruction set makes of a stage.
  package func survey(_ stage: Stage) -> [SurveyEntry] {
    let outline = stage.outline
    return algorithms.map { algorithm in
      let support = Self.support(algorithm, outline)
      let model = support == .supported ? CostModel.model(of: algorithm) : nil
      let handicap =
        algorithm.rounding(of: outline) == .summation ? 1 : Self.transformHandicap
      return SurveyEntry(
        algorithm: algorithm, support: support,
        predicted: model.map { $0.time(stage, by: algorithm) * handicap },
        exclusion: Self.exclusion(of: algorithm))
    }
  }

  /// `id` for every stage it takes, at least one; stages of another structure (the small branch of a
  /// shared kernel) get the planner's choice, which the plan's own id then shows.
  package func fixedPlan(
    _ program: Program, layout: Layout, id: String
  ) throws(PlanError) -> Plan {
    guard let algorithm = algorithms.first(where: { $0.id == id }) else {
      throw .unknownAlgorithm(id, near: nearestNames(to: id, among: AlgorithmCatalog.ids))
    }
    let supports = program.stages.map { Self.support(algorithm, $0.outline) }
    let refusal = supports.lazy.compactMap(\.refusal).first
    guard supports.contains(.supported) else {
      throw .declined(algorithm: id, reason: refusal ?? "the program has no stages")
    }
    var chosen: [any Algorithm] = []
    for (stage, support) in zip(program.stages, supports) {
      chosen.append(support == .supported ? algorithm : try predicted(stage).algorithm)
    }
    return Plan(
      program: program, layout: layout, instructionSet: instructionSet, algorithms: chosen,
      reason: refusal.map { "asked for; elsewhere it \($0)" } ?? "asked for")
  }

  /// A plan of what `choose` takes for each stage.
  private func plan(
    _ program: Program, layout: Layout,
    choose: (Stage) throws(PlanError) -> (algorithm: any Algorithm, reason: String)
  ) throws(PlanError) -> Plan {
    var chosen: [any Algorithm] = []
    var reasons: [String] = []
    for stage in program.stages {
      let (algorithm, reason) = try choose(stage)
      chosen.append(algorithm)
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    return Plan(
      program: program, layout: layout, instructionSet: instructionSet, algorithms: chosen,
      reason: reasons.joined(separator: "; "))
  }

  /// The algorithms that may be chosen for a stage, with their predicted times.
  private func candidates(_ stage: Stage) -> [Candidate] {
    survey(stage).compactMap { entry in
      entry.predicted.map { Candidate(algorithm: entry.algorithm, nanoseconds: $0) }
    }
  }

  /// The cost model's choice for one stage, and its reason.
  private func predicted(
    _ stage: Stage
  ) throws(PlanError) -> (algorithm: any Algorithm, reason: String) {
    guard let choice = Candidate.fastest(of: candidates(stage), "predicted") else {
      throw .noAlgorithm(structure: stage.structure.kind.rawValue)
    }
    return choice
  }

  /// Whether an algorithm takes a stage, its library and its structures considered.
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

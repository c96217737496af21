package import ConvModel

/// How a program will be computed: an algorithm per stage, and why.
package struct Plan: Sendable {
  package let program: Program
  package let layout: Layout
  package let instructionSet: InstructionSet
  /// One per stage of the program.
  package let algorithms: [any Algorithm]
  /// One sentence on the choice.
  package let reason: String

  /// There must be an algorithm per stage.
  package init(
    program: Program, layout: Layout, instructionSet: InstructionSet,
    algorithms: [any Algorithm], reason: String
  ) {
    precondition(algorithms.count == program.stages.count, "an algorithm per stage")
    self.program = program
    self.layout = layout
    self.instructionSet = instructionSet
    self.algorithms = algorithms
    self.reason = reason
  }

  /// Distinct algorithm ids in stage order, joined by `+`: the `algorithm` column.
  package var id: String {
    algorithms.map(\.id).reduce(into: [String]()) { ids, id in
      if !ids.contains(id) { ids.append(id) }
    }.joined(separator: "+")
  }

  /// Floating-point operations one run executes; `nil` where a library does not tell.
  package var executedFLOPs: Int? {
    let isHidden = algorithms.contains { ($0 as? any PeerAlgorithm)?.hidesOperations == true }
    if isHidden { return nil }
    return zip(algorithms, program.stages).reduce(0) { $0 + $1.0.executedFLOPs($1.1) }
  }

  /// How its stages round; a program is exact on small integers only if all do by summation.
  package var roundings: Set<Rounding> {
    Set(zip(algorithms, program.stages).map { $0.rounding(of: $1.outline) })
  }

  /// Packs all weights and allocates all memory; the only expensive step.
  ///
  /// With several threads the program is split between them (see `WorkSplit`), and they meet once per
  /// run in a team of `teams`.
  ///
  /// - Throws: `PlanError`, also where a team cannot be had.
  package func prepare(
    threads: Int = 1, teams: ThreadTeams = .unpinned
  ) throws(PlanError) -> PreparedProgram {
    let split = split(threads: threads)
    return try prepare(split, on: try team(for: split, of: teams))
  }

  /// How at most `threads` threads share the work.
  package func split(threads: Int) -> WorkSplit {
    WorkSplit(program, layout: layout, lanes: instructionSet.lanes, threads: threads)
  }

  /// The team that a split needs, its threads started; `nil` for one thread.
  ///
  /// - Throws: `PlanError.unavailable`.
  package func team(
    for split: WorkSplit, of teams: ThreadTeams
  ) throws(PlanError) -> ThreadTeam? {
    guard split.shares.count > 1 else { return nil }
    do throws(ThreadTeamError) {
      return try teams.team(of: split.shares.count)
    } catch {
      throw .unavailable(algorithm: id, reason: error.description)
    }
  }

  /// Packs the shares of a split, which `team` will run; without a team there is one share.
  package func prepare(
    _ split: WorkSplit, on team: ThreadTeam?
  ) throws(PlanError) -> PreparedProgram {
    let first = try prepare(split.shares[0])
    var others: [ProgramPart] = []
    for share in split.shares.dropFirst() { others.append(try prepare(share)) }
    return PreparedProgram(first: first, others: others, team: team)
  }

  private func prepare(_ share: WorkSplit.Share) throws(PlanError) -> ProgramPart {
    var tensor = program.map
    tensor.batch = share.images.count
    let slice = TensorSlice(
      layout: layout, tensor: tensor, firstChannel: share.channels.lowerBound)
    var kernels: [any PreparedKernel] = []
    for (algorithm, stage) in zip(algorithms, program.stages) {
      let part = stage.restricted(to: share.channels, images: share.images.count)
      kernels.append(try algorithm.prepare(part, on: slice))
    }
    return ProgramPart(share, kernels: kernels, map: program.map, layout: layout)
  }
}

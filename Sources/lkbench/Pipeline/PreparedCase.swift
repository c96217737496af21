import BenchHarness
import ConvModel
import ConvPlanning
import ConvReference

/// A case that is planned, packed and compared with the reference; `nil` is what an operator has not.
struct PreparedCase {
  let item: BenchmarkCase
  let workload: any Workload
  let cost: ProgramCost?
  /// Ids of the algorithms the planner chose.
  let algorithm: String
  let planReason: String
  /// What a library chose to run.
  var implementation: String?
  var executedFLOPs: Int?
  var weightBytes: Int?
  var workspaceBytes: Int?
  var prepareNanoseconds: Double?
  let check: CheckResult
}

/// Makes the plan of a case.
protocol CasePlanning: Sendable {
  /// Plans `program`, which is the case's problem in the case's form.
  func plan(
    _ item: BenchmarkCase, _ program: Program, on machine: Machine
  ) throws(PlanError) -> Plan
}

/// Plans a case as it says.
struct OwnPlanning: CasePlanning {
  func plan(
    _ item: BenchmarkCase, _ program: Program, on machine: Machine
  ) throws(PlanError) -> Plan {
    try item.plan(program, machine: machine)
  }
}

extension PreparedCase {
  /// How cases are planned; as they say, unless something else is bound for the current task.
  ///
  /// This is where a defective kernel comes in, to see that it is refused and how.
  @TaskLocal static var planning: any CasePlanning = OwnPlanning()

  /// Plans, packs and verifies, on as many threads as the case asks for, of `teams`.
  ///
  /// The time of packing is taken, that of planning and of starting threads is not.
  ///
  /// - Throws: `PlanError` where no algorithm takes the case; `ProblemError.unknownForm`.
  init(
    _ item: BenchmarkCase, operands: ProblemOperands, clock: any TimeSource,
    teams: ThreadTeams = .unpinned
  ) throws {
    let program = try operands.program(form: item.form)
    switch item.operation {
    case .forward:
      try self.init(item, computing: program, operands, clock, teams)
    case .inputGradient:
      try self.init(item, computing: program.inputGradient, operands.gradient, clock, teams)
    case .weightGradient:
      try self.init(item, weightGradientOf: program, operands, clock)
    case .snip: try self.init(item, sensitivityOf: program, operands)
    case .pruneAndGrow: try self.init(item, growthOf: program, operands)
    }
  }

  /// A convolution: of the problem, or of its gradient.
  private init(
    _ item: BenchmarkCase, computing program: Program, _ operands: ProblemOperands,
    _ clock: any TimeSource, _ teams: ThreadTeams
  ) throws {
    let plan = try Self.planning.plan(item, program, on: .current)
    let split = plan.split(threads: item.threads)
    let team = try plan.team(for: split, of: teams)
    let begin = clock.nanoseconds()
    let prepared = try plan.prepare(split, on: team)
    prepareNanoseconds = Double(clock.nanoseconds() &- begin)
    check = Verification.check(prepared, plan: plan, on: operands.data).result
    workload = ConvolutionWorkload(
      label: item.id, program: prepared, input: operands.input(item.layout),
      output: operands.output(item.layout))
    self.item = item
    cost = ProgramCost(program)
    algorithm = plan.id
    planReason = [plan.reason, split.note].compactMap(\.self).joined(separator: "; ")
    implementation = prepared.implementation
    executedFLOPs = plan.executedFLOPs
    weightBytes = prepared.weightByteCount
    workspaceBytes = prepared.workspaceByteCount
  }
}

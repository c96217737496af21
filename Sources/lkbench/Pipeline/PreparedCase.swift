import BenchHarness
import ConvModel
import ConvPlanning
import ConvReference

/// A case that is planned, packed and compared with the reference.
struct PreparedCase {
  let item: BenchmarkCase
  let workload: ConvolutionWorkload
  let cost: ProgramCost
  /// Ids of the algorithms the planner chose.
  let algorithm: String
  let planReason: String
  /// What a library chose to run.
  let implementation: String?
  let executedFLOPs: Int
  let weightBytes: Int
  let workspaceBytes: Int
  let prepareNanoseconds: Double
  let check: CheckResult

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
    let plan = try item.plan(program)
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

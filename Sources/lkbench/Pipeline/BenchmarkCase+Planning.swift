import ConvModel
import ConvPlanning

extension BenchmarkCase {
  /// Plans `program`, which is the case's problem in the case's form.
  ///
  /// A refusal is thrown as `PlanError` and makes a skipped row with its text as the reason.
  func plan(_ program: Program, machine: Machine = .current) throws(PlanError) -> Plan {
    if case .fixed(let id) = algorithm, AlgorithmCatalog.ids.contains(id) {
      let built = AlgorithmCatalog.algorithms(for: instructionSet).map(\.id)
      guard built.contains(id) else {
        throw .unavailable(algorithm: id, reason: "not built for \(instructionSet.rawValue)")
      }
    }
    let planner = try Planner(
      instructionSet: instructionSet, machine: machine, choices: .ofThisMachine)
    let plans = try planner.plans(
      program, layout: layout, choice: algorithm, threads: threads)
    guard let plan = plans.first else {
      let kinds = program.stages.map(\.structure.kind.rawValue).uniqued()
      throw .noAlgorithm(structure: kinds.joined(separator: ", "))
    }
    return plan
  }
}

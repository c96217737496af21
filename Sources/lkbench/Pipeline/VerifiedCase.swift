import ConvModel
import ConvPlanning
import ConvReference
import Foundation

/// What verifying one case found.
struct VerifiedCase: Sendable {
  let id: String
  let outcome: Outcome

  enum Outcome: Sendable {
    /// Planned, run and compared on every fill, in this order.
    case checked(plan: String, checks: [Check])
    case skipped(reason: String)
  }

  struct Check: Sendable {
    let fill: Fill.Kind
    let result: CheckResult
  }

  enum Status: String, CaseIterable, Sendable {
    case ok, failed, skipped
  }

  var status: Status {
    switch outcome {
    case .checked(_, let checks): checks.allSatisfy(\.result.passed) ? .ok : .failed
    case .skipped: .skipped
    }
  }

  /// What follows the status and the id on the case's line.
  var details: String {
    switch outcome {
    case .skipped(let reason): return reason
    case .checked(let plan, let checks):
      if let failure = checks.first(where: { !$0.result.passed }) {
        return "\(plan), \(failure.fill.rawValue): \(failure.result)"
      }
      guard let last = checks.last else { return plan }
      let result = last.result
      return "\(plan), error \(brief(result.maxError)), bound \(brief(result.errorBound))"
    }
  }

  /// Verifies `item` on every set of data of its problem.
  ///
  /// - Throws: `ProblemError` when the form cannot be made; a plan that is refused is a skip.
  init(_ item: BenchmarkCase, on data: [ProblemData], machine: Machine = .current) throws {
    id = item.id
    var plans: [String] = []
    var checks: [Check] = []
    do {
      for data in data {
        let plan = try item.plan(try data.program(form: item.form), machine: machine)
        let kernel = try plan.prepare()
        let result = Verification.check(kernel, plan: plan, on: data)
        checks.append(Check(fill: data.fill, result: result))
        plans.append(plan.id)
      }
      // The values decide over the plan of a sparse problem, so that fills may differ.
      outcome = .checked(plan: plans.uniqued().joined(separator: " or "), checks: checks)
    } catch let error as PlanError {
      outcome = .skipped(reason: error.description)
    }
  }

  private func brief(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.1e", value)
  }
}

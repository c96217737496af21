import ConvModel
import ConvPlanning
import ConvReference
import Foundation

/// What verifying one case found.
struct CaseVerification: Sendable {
  let id: String
  let outcome: Outcome
  /// What the kernel wrote on the last data, in planes, with what its check allowed; `nil` when it did not run.
  let lastOutput: TensorDump.KernelOutput?

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

  /// Nothing may fail, and one fill at least must prove something: with few channels a draw of small
  /// integers can come out as zeros only.
  var status: Status {
    switch outcome {
    case .checked(_, let checks):
      checks.contains(where: \.result.passed)
        && !checks.contains { $0.result.outcome == .failed } ? .ok : .failed
    case .skipped: .skipped
    }
  }

  /// What follows the status and the id on the case's line.
  var details: String {
    switch outcome {
    case .skipped(let reason): return reason
    case .checked(let plan, let checks):
      let worst =
        checks.first { $0.result.outcome == .failed } ?? checks.first { !$0.result.passed }
      if status == .failed, let failure = worst {
        return "\(plan), \(failure.fill.rawValue): \(failure.result)"
      }
      guard let last = checks.last(where: \.result.passed) else { return plan }
      let result = last.result
      return "\(plan), error \(brief(result.maxError)), bound \(brief(result.errorBound))"
    }
  }

  /// Verifies `item` on every set of data of its problem.
  ///
  /// A plan that is refused is a skip, unless the case had failed on other data before.
  ///
  /// - Throws: `ProblemError` when the form cannot be made.
  init(_ item: BenchmarkCase, on data: [ProblemData], machine: Machine = .current) throws {
    id = item.id
    var plans: [String] = []
    var checks: [Check] = []
    var last: TensorDump.KernelOutput?
    var refusal: String?
    do {
      for data in data {
        let program = try data.program(form: item.form)
        let plan = try PreparedCase.planning.plan(item, program, on: machine)
        let kernel = try plan.prepare(threads: item.threads)
        let (result, output) = Verification.check(kernel, plan: plan, on: data)
        checks.append(Check(fill: data.fill, result: result))
        let mode = OutputCheck.Mode(plan.roundings, fill: data.fill)
        last = TensorDump.KernelOutput(values: output, tolerance: data.check.tolerance(mode))
        plans.append(plan.id)
      }
    } catch let error as PlanError {
      refusal = error.description
    }
    if let refusal, !checks.contains(where: { $0.result.outcome == .failed }) {
      outcome = .skipped(reason: refusal)
    } else {
      // The values decide over the plan of a sparse problem, so that fills may differ.
      outcome = .checked(plan: plans.uniqued().joined(separator: " or "), checks: checks)
    }
    lastOutput = refusal == nil ? last : nil
  }

  /// The line of the case: status, id and details.
  func line(_ terminal: Terminal) -> String {
    let mark =
      switch status {
      case .ok: terminal.styled("ok     ", .good)
      case .failed: terminal.styled("FAILED ", .bad)
      case .skipped: terminal.styled("skipped", .dim)
      }
    return "\(mark)  \(id)  \(details)"
  }

  private func brief(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.1e", value)
  }
}

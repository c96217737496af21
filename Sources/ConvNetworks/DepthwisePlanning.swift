import ConvModel
import ConvPlanning

/// Plans and packs the depthwise layers of a network.
struct DepthwisePlanning {
  let settings: NetworkSettings

  /// The plan of one layer in the form that is asked for, and what runs it.
  ///
  /// Only problems of a variant take the algorithm that is asked for: the small kernels of stems and
  /// transitions are no part of the comparison.
  func prepare(
    _ depthwise: DepthwiseOperator, _ definition: Definition, layer: String
  ) throws(PreparationError) -> (plan: Plan, program: PreparedProgram) {
    let program = try program(depthwise, definition, layer: layer)
    var choice = settings.algorithm
    if case .problem = depthwise {} else { choice = .auto }
    if choice == .all { choice = .auto }
    do throws(PlanError) {
      let plans = try settings.planner.plans(
        program, layout: .nhwc, choice: choice, threads: settings.threads)
      guard let plan = plans.first else { throw .noAlgorithm(structure: "dense") }
      return (plan, try plan.prepare(threads: settings.threads, teams: settings.teams))
    } catch {
      throw .plan(layer: layer, error)
    }
  }

  private func program(
    _ depthwise: DepthwiseOperator, _ definition: Definition, layer: String
  ) throws(PreparationError) -> Program {
    guard case .problem(let problem) = depthwise else { return merged(definition) }
    do throws(ProblemError) {
      let variant = try VariantCatalog.variant(problem.variant)
      guard let form = try settings.form.map(variant.form) ?? variant.forms.last else {
        return merged(definition)
      }
      return variant.program(problem, definition, form: form)
    } catch {
      throw .form(layer: layer, error)
    }
  }

  /// All branches in one kernel.
  private func merged(_ definition: Definition) -> Program {
    let kernel = definition.branches.map { max($0.kernelHeight, $0.kernelWidth) }.max() ?? 1
    var sum = FoldedBranch.zero(kernel: kernel, channels: definition.convolvedChannels)
    for branch in definition.foldedBranches() { sum.merge(branch) }
    return Program(
      map: definition.map, convolvedChannels: definition.convolvedChannels,
      stages: [sum.stage(on: definition.convolvedMap)])
  }
}

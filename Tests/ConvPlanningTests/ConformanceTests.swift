import ConvModel
import ConvPlanning
import ConvReference
import TestSupport
import Testing

/// One edge problem with drawn operands and its Double reference, shared by all plans.
private struct Prepared {
  let variant: any ConvolutionVariant
  let problem: Problem
  let definition: Definition
  let input: [Float]
  let check: OutputCheck
  let fill: Fill.Kind

  init(_ problem: Problem, fill: Fill) throws {
    self.problem = problem
    variant = try VariantCatalog.variant(problem.variant)
    definition = try variant.define(problem, fill: fill, supplied: .none)
    let map = problem.map
    input = fill.values(
      role: "input", planes: map.batch * map.channels, count: map.pixelCount, deviation: 1,
      bound: 4)
    let reference = ReferenceConvolution.evaluate(definition, input: input)
    check = OutputCheck(definition, input: input, reference: reference)
    self.fill = fill.kind
  }
}

@Suite("Conformance of every algorithm")
struct ConformanceTests {
  private static let fills =
    EdgeProblems.isSanitized
    ? [Fill(.smallIntegers, seed: 3)]
    : [Fill(.smallIntegers, seed: 3), Fill(.unitVariance, seed: 4)]

  @Test(
    "agrees with the reference on every edge problem, form and layout, inside guard pages",
    arguments: EdgeProblems.maps)
  func agreesWithReference(map: MapShape) throws {
    var checked = 0
    for problem in EdgeProblems.all(map: map) {
      for fill in Self.fills {
        let prepared = try Prepared(problem, fill: fill)
        for form in prepared.variant.forms {
          let program = prepared.variant.program(problem, prepared.definition, form: form)
          for set in Machine.current.instructionSets {
            checked += try checkAll(prepared, program, form: form.id, on: set)
          }
        }
      }
    }
    #expect(checked > 0)
  }

  /// Checks every algorithm of one instruction set in every layout; returns how many ran.
  private func checkAll(
    _ prepared: Prepared, _ program: Program, form: String, on set: InstructionSet
  ) throws -> Int {
    let planner = try Planner(instructionSet: set)
    var checked = 0
    for layout in Layout.allCases {
      let plans = try planner.plans(program, layout: layout, choice: .all)
      #expect(!plans.isEmpty, "no algorithm takes \(prepared.problem) \(form)")
      // Libraries choose their instruction set themselves: once is enough.
      for plan in plans
      where set == Machine.current.best
        || !plan.algorithms.contains(where: { $0 is any PeerAlgorithm })
      {
        let output = try run(plan, input: prepared.input)
        let result = prepared.check.check(
          output, mode: OutputCheck.Mode(plan.roundings, fill: prepared.fill))
        // A 1 × 1 map has too few outputs to be trusted alone; agreeing is all that can be asked.
        #expect(
          result.outcome != .failed,
          "\(prepared.problem) \(form) \(plan.id) \(set) \(layout): \(result)")
        checked += 1
      }
    }
    return checked
  }

  /// Runs twice, with the guard page after and before the operands; layout padding and unwritten output
  /// are NaN.
  private func run(_ plan: Plan, input: [Float]) throws -> [Float] {
    let map = plan.program.map
    let prepared = try plan.prepare()
    var outputs: [[Float]] = []
    for atEnd in [true, false] {
      let staged = LayoutConversion.fromPlanes(input, map, to: plan.layout, padding: .nan)
      let source = GuardedBuffer(count: staged.count, guardAtEnd: atEnd)
      source.pointer.update(from: staged.pointer, count: staged.count)
      let target = GuardedBuffer(count: staged.count, guardAtEnd: atEnd)
      target.pointer.update(repeating: .nan, count: staged.count)
      prepared.run(input: source.pointer, output: target.pointer)
      outputs.append(LayoutConversion.toPlanes(target.pointer, map, from: plan.layout))
    }
    let isRepeatable = zip(outputs[0], outputs[1]).allSatisfy { $0.bitPattern == $1.bitPattern }
    #expect(isRepeatable, "\(plan.id): two runs of one prepared program differ")
    return outputs[0]
  }
}

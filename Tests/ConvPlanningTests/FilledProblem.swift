import ConvModel
import ConvPlanning
import ConvReference
import TestSupport

/// A problem with drawn operands, its programs and its reference: computed once for all builds, forms and
/// layouts.
struct FilledProblem {
  let problem: Problem
  let fill: Fill
  /// One per form of the variant.
  let programs: [Program]
  let check: OutputCheck
  /// `nchw`.
  private let input: [Float]
  private let tensors: GuardedTensors

  /// Draws data that prove something: on small maps the first draw may convolve nothing but pruned taps.
  ///
  /// With `isGradient` the programs compute the input gradient.
  static func trusted(
    _ problem: Problem, _ fill: Fill, isGradient: Bool = false
  ) throws -> FilledProblem {
    let seeds = fill.seed..<fill.seed + 100
    for seed in seeds {
      let filled = try FilledProblem(
        problem, Fill(fill.kind, seed: seed), isGradient: isGradient)
      if filled.check.defect(filled.loosest) == nil { return filled }
    }
    throw Untrusted(problem: "\(problem)", seeds: seeds)
  }

  /// No seed gave data that a broken kernel would fail on.
  struct Untrusted: Error {
    let problem: String
    let seeds: Range<UInt64>
  }

  /// The mode that allows the largest errors of those that its data are checked in.
  private var loosest: OutputCheck.Mode {
    OutputCheck.Mode([.summation, .transform(points: 1 << 12)], fill: fill.kind)
  }

  private init(_ problem: Problem, _ fill: Fill, isGradient: Bool) throws {
    self.problem = problem
    self.fill = fill
    let variant = try VariantCatalog.variant(problem.variant)
    let definition = try variant.define(problem, fill: fill, supplied: .none)
    let map = problem.map
    let input = fill.values(
      role: isGradient ? "gradient" : "input", planes: map.batch * map.channels,
      count: map.pixelCount, deviation: 1, bound: 3)
    self.input = input
    let forward = variant.forms.map { variant.program(problem, definition, form: $0) }
    programs = isGradient ? forward.map(\.inputGradient) : forward
    check =
      isGradient
      ? OutputCheck(
        definition.inputGradient, input: input,
        reference: ReferenceGradient.input(definition, outputGradient: input.map(Double.init)))
      : OutputCheck(
        definition, input: input,
        reference: ReferenceConvolution.evaluate(definition, input: input))
    tensors = GuardedTensors(input, map)
  }

  /// Prepares a plan of one of the programs and runs it twice, with the guard page after and before the
  /// operands.
  func outputs(_ plan: Plan, threads: Int) throws -> (first: [Float], second: [Float]) {
    let prepared = try plan.prepare(threads: threads)
    return tensors.run(plan.layout) { prepared.run(input: $0, output: $1) }
  }

  /// Runs a plan of one of the programs and judges it.
  func outcome(_ plan: Plan) throws -> CheckOutcome {
    let outputs = try outputs(plan, threads: 1)
    guard zip(outputs.first, outputs.second).allSatisfy({ $0.bitPattern == $1.bitPattern }) else {
      return .failed("two runs of one prepared program differ")
    }
    let result = check.check(
      outputs.first, mode: OutputCheck.Mode(plan.roundings, fill: fill.kind))
    return switch result.outcome {
    case .passed: .passed
    case .failed: .failed("\(result)")
    case .mistrusted(let reason): .mistrusted(reason)
    }
  }
}

/// One input in every layout, and room for outputs, each next to a page that may not be touched.
final class GuardedTensors {
  private let planes: [Float]
  private let map: MapShape
  private var buffers: [Layout: [(input: GuardedBuffer, output: GuardedBuffer)]] = [:]

  init(_ planes: [Float], _ map: MapShape) {
    self.planes = planes
    self.map = map
  }

  /// The outputs of `body`, `nchw`, with the guard page after and before both tensors; layout padding and
  /// outputs before they are written are not numbers.
  func run(
    _ layout: Layout, _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> (first: [Float], second: [Float]) {
    let outputs = pairs(layout).map { input, output in
      output.fill(.nan)
      body(input.pointer, output.pointer)
      return LayoutConversion.toPlanes(output.pointer, map, from: layout)
    }
    return (outputs[0], outputs[1])
  }

  private func pairs(_ layout: Layout) -> [(input: GuardedBuffer, output: GuardedBuffer)] {
    if let pairs = buffers[layout] { return pairs }
    let staged = LayoutConversion.fromPlanes(planes, map, to: layout, padding: .nan)
    let pairs = [true, false].map { atEnd in
      let input = GuardedBuffer(count: staged.count, guardAtEnd: atEnd)
      input.pointer.update(from: staged.pointer, count: staged.count)
      return (input, GuardedBuffer(count: staged.count, guardAtEnd: atEnd))
    }
    buffers[layout] = pairs
    return pairs
  }
}

extension Planner {
  /// The plan of one algorithm; `nil` where it declines every stage, whose number the pinned counts show.
  func plan(_ program: Program, _ layout: Layout, by id: String) throws(PlanError) -> Plan? {
    do {
      return try fixedPlan(program, layout: layout, id: id)
    } catch {
      guard case .declined = error else { throw error }
      return nil
    }
  }
}

import BenchHarness
import CShims
import ConvModel
import ConvPlanning
import ConvReference

/// The child's side: computes a case whose kernel somebody counts, or verifies it.
enum SimulatedCall {
  /// Prepares and verifies the case as `run` does, and hashes one more output.
  ///
  /// - Throws: what preparing throws; `SimulationError.failed` where the reference disagrees.
  static func verified(
    _ item: BenchmarkCase, _ selection: Selection
  ) throws -> SimulationAnswer {
    let operands = ProblemOperands(
      try ProblemData(
        item.problem, fill: .unitVariance, supplied: selection.supplied, input: selection.input))
    let prepared = try PreparedCase(item, operands: operands, clock: MonotonicClock())
    guard prepared.check.passed else {
      throw SimulationError.failed(program: item.id, reason: prepared.check.description)
    }
    FlushToZero.during { prepared.workload.run() }
    return SimulationAnswer(
      digest: digest(operands.output(item.layout), item), plan: prepared.algorithm,
      implementation: prepared.implementation, executedFLOPs: prepared.executedFLOPs,
      usefulMACs: prepared.cost?.usefulMACs,
      isVerified: true)
  }

  /// Prepares the case without a reference, which would take minutes here, and calls it once unseen and
  /// then `calls` times below `lkb_collected_call`.
  ///
  /// - Throws: `ProblemError`, `PlanError`.
  static func collected(
    _ item: BenchmarkCase, _ selection: Selection, calls: Int
  ) throws -> SimulationAnswer {
    let problem = item.problem
    let fill = Fill(.unitVariance, seed: problem.seed)
    let variant = try VariantCatalog.variant(problem.variant)
    let definition = try variant.define(problem, fill: fill, supplied: selection.supplied)
    let program = variant.program(problem, definition, form: try variant.form(item.form))
    let planes =
      try selection.input.map { tensor throws(ProblemError) in
        try ProblemData.activations(tensor, of: problem.map)
      } ?? ProblemData.drawnInput(problem.map, fill: fill)
    let plan = try item.plan(program)
    let kernel = try plan.prepare()
    let output = AlignedBuffer<Float>(
      repeating: .nan, count: item.layout.elementCount(problem.map))
    let input = planes.withUnsafeBufferPointer { planes in
      planes.baseAddress.map { LayoutConversion.fromPlanes($0, problem.map, to: item.layout) }
    }
    guard let input else {
      throw SimulationError.unsupported(reason: "there is nothing to compute")
    }
    let call = KernelCall(kernel, input: input, output: output, count: calls)
    FlushToZero.during {
      // From here on, so that the caches are warm when counting begins.
      lkb_start_simulation()
      kernel.run(input: UnsafePointer(input.pointer), output: output.pointer)
      lkb_collected_call(KernelCall.body, Unmanaged.passUnretained(call).toOpaque())
      lkb_stop_simulation()
    }
    return SimulationAnswer(
      digest: digest(output, item), plan: plan.id,
      implementation: kernel.implementation, executedFLOPs: plan.executedFLOPs,
      usefulMACs: ProgramCost(program).usefulMACs, isVerified: false)
  }

  /// Executes a loop of known length below `lkb_collected_call`.
  static func loop(steps: UInt64) {
    var steps = steps
    lkb_start_simulation()
    withUnsafeMutablePointer(to: &steps) { pointer in
      lkb_collected_call(
        { context in
          if let context { lkb_counted_loop(context.load(as: UInt64.self)) }
        }, pointer)
    }
    lkb_stop_simulation()
  }

  private static func digest(_ output: AlignedBuffer<Float>, _ item: BenchmarkCase) -> String {
    let planes = LayoutConversion.toPlanes(output.pointer, item.problem.map, from: item.layout)
    var hash = FNV1a()
    hash.add(planes)
    return hash.text
  }
}

/// The calls that are counted, as C reaches them.
private final class KernelCall {
  private let kernel: PreparedProgram
  private let input: AlignedBuffer<Float>
  private let output: AlignedBuffer<Float>
  private let count: Int

  init(
    _ kernel: PreparedProgram, input: AlignedBuffer<Float>, output: AlignedBuffer<Float>,
    count: Int
  ) {
    self.kernel = kernel
    self.input = input
    self.output = output
    self.count = count
  }

  /// Without counting references, which would be counted as the kernel's work.
  static let body: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
    guard let context else { return }
    Unmanaged<KernelCall>.fromOpaque(context)._withUnsafeGuaranteedRef { call in
      for _ in 0..<call.count {
        call.kernel.run(input: UnsafePointer(call.input.pointer), output: call.output.pointer)
      }
    }
  }
}

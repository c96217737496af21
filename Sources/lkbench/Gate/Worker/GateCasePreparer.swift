import ArgumentParser
import BenchHarness
import ConvModel
import ConvPlanning
import ConvReference

/// Makes cases of a worker from the options that select them.
///
/// Keeps the reference of the last problem, since the cases of a problem come in a row.
final class GateCasePreparer {
  private let context: SelectionContext
  private var data: ProblemData?

  init(context: SelectionContext) { self.context = context }

  /// Plans, packs, and verifies where asked; what the calls touch lies in `arena`, if there is one.
  ///
  /// What this build refuses or computes wrong is an answer and no error.
  func prepare(
    _ request: GateRequest, arena: MemoryArena? = nil
  ) throws -> (preparation: GatePreparation, prepared: GateCase?) {
    do {
      let selection = try SelectionOptions.parse(request.arguments ?? []).resolve(context)
      guard let item = selection.cases.first, selection.caseCount == 1 else {
        return (refusal("\(selection.caseCount) cases instead of one"), nil)
      }
      return try prepare(item, of: selection, request, arena)
    } catch let error as PlanError {
      return (refusal(error.description), nil)
    } catch let error as MemoryArenaError {
      // On the heap its buffers would not lie where the other side's do.
      return (refusal(error.description), nil)
    } catch let error as any ExitCoded where error.exitStatus == .usage {
      return (refusal(error.description), nil)
    } catch let error as any ExitCoded {
      throw error
    } catch  where SelectionOptions.exitCode(for: error) == .validationFailure {
      // The parser's complaint: an option that this version does not know.
      return (refusal(SelectionOptions.message(for: error)), nil)
    }
  }

  private func refusal(_ reason: String) -> GatePreparation {
    GatePreparation(status: .refused, reason: reason)
  }

  private func prepare(
    _ item: BenchmarkCase, of selection: Selection, _ request: GateRequest, _ arena: MemoryArena?
  ) throws -> (GatePreparation, GateCase?) {
    let problem = item.problem
    let variant = try VariantCatalog.variant(problem.variant)
    let fill = Fill(.unitVariance, seed: problem.seed)
    let definition = try variant.define(problem, fill: fill, supplied: selection.supplied)
    let program = variant.program(problem, definition, form: try variant.form(item.form))
    let plan = try item.plan(program)
    arena?.reuse()
    let prepared = try MemoryArena.cutting(from: arena) { try plan.prepare() }
    let cost = ProgramCost(program)
    var facts = CaseFacts(
      algorithm: plan.id, params: cost.params, nominalMACs: cost.nominalMACs,
      executedFLOPs: plan.executedFLOPs, weightBytes: prepared.weightByteCount,
      workspaceBytes: prepared.workspaceByteCount)
    if request.verify == true {
      let data = try data(of: problem, selection)
      let check = Verification.check(prepared, plan: plan, on: data).result
      facts.maxError = check.maxError.isFinite ? check.maxError : nil
      guard check.passed else {
        return (GatePreparation(status: .wrong, reason: "\(check)", facts: facts), nil)
      }
    }
    let values =
      try selection.input.map { try ProblemData.activations($0, of: problem.map) }
      ?? ProblemData.drawnInput(problem.map, fill: fill)
    let laidOut = values.withUnsafeBufferPointer { planes in
      planes.baseAddress.map { LayoutConversion.fromPlanes($0, problem.map, to: item.layout) }
    }
    let workload = try MemoryArena.cutting(from: arena) {
      GateWorkload(
        label: item.id, program: prepared, input: laidOut,
        count: item.layout.elementCount(problem.map), inputOffset: request.inputOffset ?? 0,
        outputOffset: request.outputOffset ?? 0)
    }
    return (
      GatePreparation(status: .ready, facts: facts),
      GateCase(workload, image: arena.map(ArenaImage.init))
    )
  }

  private func data(of problem: Problem, _ selection: Selection) throws -> ProblemData {
    if let data, data.problem == problem { return data }
    let fresh = try ProblemData(
      problem, fill: .unitVariance, supplied: selection.supplied, input: selection.input)
    data = fresh
    return fresh
  }
}

/// A prepared convolution whose buffers begin where the gate says, on both sides alike.
final class GateWorkload: Workload {
  let label: String
  private let program: PreparedProgram
  private let memory: [AlignedBuffer<Float>]
  private let input: UnsafePointer<Float>
  private let output: UnsafeMutablePointer<Float>

  /// Copies `count` elements of `input`, in the layout that `program` reads; the offsets are bytes,
  /// multiples of a cache line, below a page.
  init(
    label: String, program: PreparedProgram, input: AlignedBuffer<Float>?, count: Int,
    inputOffset: Int, outputOffset: Int
  ) {
    self.label = label
    self.program = program
    let source = Self.shifted(count, bytes: inputOffset)
    let target = Self.shifted(count, bytes: outputOffset)
    if let input { source.start.initialize(from: input.pointer, count: count) }
    target.start.initialize(repeating: .nan, count: count)
    memory = [source.memory, target.memory]
    self.input = UnsafePointer(source.start)
    output = target.start
  }

  func run() { program.run(input: input, output: output) }

  var failure: String? { program.failure }

  /// The gate measures warm calls only.
  func evict(_ policy: CachePolicy) {}

  private static let page = 4096

  /// `count` elements that begin `bytes` after a page boundary.
  private static func shifted(
    _ count: Int, bytes: Int
  ) -> (memory: AlignedBuffer<Float>, start: UnsafeMutablePointer<Float>) {
    let stride = MemoryLayout<Float>.stride
    let memory = AlignedBuffer<Float>(uninitialized: count + 2 * page / stride)
    let address = Int(bitPattern: memory.pointer)
    let skipped = (address + page - 1) / page * page - address + bytes % page
    return (memory, memory.pointer + skipped / stride)
  }
}

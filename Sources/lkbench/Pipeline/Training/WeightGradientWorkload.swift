import BenchHarness
import CShims
import ConvModel
import ConvPlanning
import ConvReference

/// The weight gradients of a program's stages as the harness calls them, one after another.
final class WeightGradientWorkload: Workload {
  let label: String
  private let kernels: [any PreparedWeightGradient]
  private let input: AlignedBuffer<Float>
  private let gradient: AlignedBuffer<Float>
  /// One per stage, [channel][ky][kx].
  private let results: [AlignedBuffer<Float>]

  /// Results start as NaN, so that an element that is not written shows.
  init(
    label: String, _ program: Program, kernels: [any PreparedWeightGradient],
    input: AlignedBuffer<Float>, gradient: AlignedBuffer<Float>
  ) {
    self.label = label
    self.kernels = kernels
    self.input = input
    self.gradient = gradient
    results = program.stages.map { AlignedBuffer(repeating: .nan, count: $0.weights.count) }
  }

  func run() {
    for index in kernels.indices {
      kernels[index].run(
        input: UnsafePointer(input.pointer), outputGradient: UnsafePointer(gradient.pointer),
        weightGradient: results[index].pointer)
    }
  }

  /// What the last call wrote.
  var gradients: [[Float]] { results.map { Array($0.buffer) } }

  /// Flushes the results, in the place of weights, and with `cold-all` both tensors too.
  func evict(_ policy: CachePolicy) {
    if policy == .warm { return }
    for result in results { lkb_evict(result.pointer, result.byteCount) }
    guard policy == .coldAll else { return }
    lkb_evict(input.pointer, input.byteCount)
    lkb_evict(gradient.pointer, gradient.byteCount)
  }
}

extension PreparedCase {
  /// The weight gradients of every stage of `program`.
  ///
  /// - Throws: `PlanError` for stages that are no dense rectangles, and for several threads.
  init(
    _ item: BenchmarkCase, weightGradientOf program: Program, _ operands: ProblemOperands,
    _ clock: any TimeSource
  ) throws(PlanError) {
    let name = item.operation.rawValue
    try Self.requireOneThread(item)
    guard program.stages.allSatisfy({ $0.structure == .dense }) else {
      throw .declined(
        algorithm: name, reason: "takes dense rectangles; choose another form")
    }
    var algorithms: [any WeightGradientAlgorithm] = []
    for stage in program.stages {
      algorithms.append(
        try WeightGradientCatalog.algorithm(
          item.algorithm, for: stage.shape, on: item.instructionSet))
    }
    let slice = TensorSlice(layout: item.layout, tensor: program.map)
    let begin = clock.nanoseconds()
    var kernels: [any PreparedWeightGradient] = []
    for (algorithm, stage) in zip(algorithms, program.stages) {
      kernels.append(try algorithm.prepare(stage.shape, on: slice))
    }
    prepareNanoseconds = Double(clock.nanoseconds() &- begin)
    let measured = WeightGradientWorkload(
      label: item.id, program, kernels: kernels, input: operands.input(item.layout),
      gradient: operands.gradient.input(item.layout))
    FlushToZero.during {
      // Twice: what the first call leaves in its workspace must not matter to the second.
      measured.run()
      measured.run()
    }
    let results = measured.gradients.enumerated().map { index, gradient in
      let shape = program.stages[index].shape
      let check = WeightGradientCheck(
        shape, of: program.map, input: operands.data.input,
        outputGradient: operands.gradient.data.input)
      return check.check(
        gradient, rounding: algorithms[index].rounding(of: shape), fill: operands.data.fill)
    }
    guard let worst = CheckResult.worst(of: results) else {
      throw .noAlgorithm(structure: "none")
    }
    check = worst
    workload = measured
    self.item = item
    cost = ProgramCost(program.inputGradient)
    algorithm = algorithms.map(\.id).uniqued().joined(separator: "+")
    planReason = item.algorithm == .auto ? "predicted from operation counts" : "asked for"
    executedFLOPs = zip(algorithms, program.stages).reduce(0) {
      $0 + $1.0.executedFLOPs($1.1.shape)
    }
    workspaceBytes = kernels.reduce(0) { $0 + $1.workspaceByteCount }
  }

  /// - Throws: `PlanError.declined` for several threads.
  static func requireOneThread(_ item: BenchmarkCase) throws(PlanError) {
    guard item.threads == 1 else {
      throw .declined(algorithm: item.operation.rawValue, reason: "runs on one thread")
    }
  }
}

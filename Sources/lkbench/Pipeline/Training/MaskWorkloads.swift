import BenchHarness
import ConvModel
import ConvPlanning
import ConvReference

/// Scores, threshold, densities and masks of a layer's tensors from weights and gradients.
///
/// Allocates its results, as the step does in training.
final class SensitivityWorkload: Workload {
  let label: String
  private let sensitivity: ConnectionSensitivity
  private let tensors: [MaskedTensor]
  private let gradients: [[Float]]
  private let fill: Fill
  /// What the last call made.
  private(set) var selection = ConnectionSensitivity.Selection(
    threshold: .nan, densities: [], masks: [])

  init(
    label: String, _ sensitivity: ConnectionSensitivity, _ tensors: [MaskedTensor],
    gradients: [[Float]], fill: Fill
  ) {
    self.label = label
    self.sensitivity = sensitivity
    self.tensors = tensors
    self.gradients = gradients
    self.fill = fill
  }

  func run() { selection = sensitivity.select(tensors, gradients: gradients, fill: fill) }

  /// Nothing: the step streams through its operands once.
  func evict(_ policy: CachePolicy) {}
}

/// One prune-and-grow step on each tensor of a layer, always from the same masks.
///
/// Allocates its results, as the step does in training.
final class GrowthWorkload: Workload {
  let label: String
  private let growth: PruneAndGrow
  private let tensors: [MaskedTensor]
  private let before: [[UInt8]]
  private let fill: Fill
  /// What the last call made.
  private(set) var masks: [[UInt8]] = []

  init(
    label: String, _ growth: PruneAndGrow, _ tensors: [MaskedTensor], before: [[UInt8]], fill: Fill
  ) {
    self.label = label
    self.growth = growth
    self.tensors = tensors
    self.before = before
    self.fill = fill
  }

  func run() {
    masks = before
    for index in tensors.indices {
      growth.advance(&masks[index], of: tensors[index], step: 0, fill: fill)
    }
  }

  /// Nothing: the step streams through its operands once.
  func evict(_ policy: CachePolicy) {}
}

extension PreparedCase {
  /// SNIP over the stages of `program`.
  ///
  /// The gradients are the reference's: what is timed and judged is what is made of them.
  init(
    _ item: BenchmarkCase, sensitivityOf program: Program, _ operands: ProblemOperands
  ) throws(PlanError) {
    try Self.requireOneThread(item)
    let tensors = try Self.tensors(program, item)
    let (input, gradient) = (operands.data.input, operands.gradient.data.input)
    let gradients = program.stages.map { stage in
      ReferenceGradient.weights(
        stage.shape, of: program.map, input: input.map(Double.init),
        outputGradient: gradient.map(Double.init)
      ).map(Float.init)
    }
    let sensitivity = ConnectionSensitivity(density: Self.density(item.problem))
    let fill = Fill(.unitVariance, seed: item.problem.seed)
    let measured = SensitivityWorkload(
      label: item.id, sensitivity, tensors, gradients: gradients, fill: fill)
    Self.call(measured)
    let check = MaskCheck.sensitivity(
      measured.selection, tensors: tensors, gradients: gradients, density: sensitivity.density,
      fill: fill)
    self.init(item, selecting: measured, check)
  }

  /// One prune-and-grow step over the stages of `program`, from uniform masks.
  init(
    _ item: BenchmarkCase, growthOf program: Program, _ operands: ProblemOperands
  ) throws(PlanError) {
    try Self.requireOneThread(item)
    let tensors = try Self.tensors(program, item)
    let fill = Fill(.unitVariance, seed: item.problem.seed)
    let before = MaskMethod.uniform.draw(
      tensors, sparsity: 1 - Self.density(item.problem), fill: fill)
    let growth = PruneAndGrow(steps: 1)
    let measured = GrowthWorkload(
      label: item.id, growth, tensors, before: before, fill: fill)
    Self.call(measured)
    let check = MaskCheck.growth(
      before: before, after: measured.masks, tensors: tensors, rate: growth.pruneRate(step: 0),
      step: 0, fill: fill)
    self.init(item, selecting: measured, check)
  }

  private init(_ item: BenchmarkCase, selecting measured: any Workload, _ check: CheckResult) {
    self.check = check
    workload = measured
    self.item = item
    cost = nil
    algorithm = "quickselect"
    planReason = "the threshold is selected, not sorted for"
  }

  /// Calls what will be timed as it will be, twice: what the first call leaves must not matter to the second.
  private static func call(_ workload: any Workload) {
    FlushToZero.during {
      workload.run()
      workload.run()
    }
  }

  /// Share of taps to keep: the problem's, or that of the sparse variant's default.
  private static func density(_ problem: Problem) -> Double {
    1 - (problem.sparsity > 0 ? problem.sparsity : Problem.defaultSparsity)
  }

  /// The stages' weights as tensors of one layer.
  ///
  /// - Throws: `PlanError.declined` for weights that are shared or lie in a part of the rectangle.
  private static func tensors(
    _ program: Program, _ item: BenchmarkCase
  ) throws(PlanError) -> [MaskedTensor] {
    guard program.stages.allSatisfy({ $0.structure == .dense }) else {
      throw .declined(
        algorithm: item.operation.rawValue, reason: "takes dense rectangles; choose another form")
    }
    return program.stages.enumerated().map { index, stage in
      MaskedTensor(
        name: "stage\(index)", channels: stage.shape.map.channels,
        kernelHeight: stage.shape.kernelHeight, kernelWidth: stage.shape.kernelWidth,
        weights: stage.weights)
    }
  }
}

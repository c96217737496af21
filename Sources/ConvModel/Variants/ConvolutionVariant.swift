/// A recipe from a paper: which branches a problem has, and which rewritings of them it offers.
package protocol ConvolutionVariant: Sendable {
  /// Stable public name, appears in results.
  var id: String { get }
  /// One line for `lkbench list variants`.
  var summary: String { get }
  /// The paper or code that defines it.
  var source: String { get }
  /// From the unmerged graph to the most rewritten one.
  var forms: [Form] { get }

  /// Completes a request with this variant's defaults and checks it.
  func problem(_ request: ProblemRequest) throws(ProblemError) -> Problem

  /// Draws (or takes from `supplied`) the weights of the unmerged definition; allocates them.
  func define(_ problem: Problem, fill: Fill, supplied: SuppliedTensors) throws(ProblemError)
    -> Definition
}

/// How far a variant's graph has been rewritten.
package struct Form: Sendable {
  /// Stable public name, appears in results.
  package let id: String
  package let summary: String
  /// The stages of a definition in this form; allocates their weights.
  package let lower: @Sendable (Problem, Definition) -> [Stage]

  package init(
    id: String, summary: String, lower: @escaping @Sendable (Problem, Definition) -> [Stage]
  ) {
    self.id = id
    self.summary = summary
    self.lower = lower
  }
}

/// What the user said of a problem; `nil` takes the variant's default.
package struct ProblemRequest: Hashable, Sendable {
  package var map: MapShape
  package var kernel: Int
  package var stripe: Int?
  package var sparsity: Double?
  package var mask: MaskMethod?
  /// Run lengths of an explicit sharing grid.
  package var gridRuns: [Int]?
  package var convolvedChannels: Int?
  package var seed: UInt64

  package init(
    map: MapShape, kernel: Int, stripe: Int? = nil, sparsity: Double? = nil,
    mask: MaskMethod? = nil, gridRuns: [Int]? = nil, convolvedChannels: Int? = nil,
    seed: UInt64 = Problem.defaultSeed
  ) {
    self.map = map
    self.kernel = kernel
    self.stripe = stripe
    self.sparsity = sparsity
    self.mask = mask
    self.gridRuns = gridRuns
    self.convolvedChannels = convolvedChannels
    self.seed = seed
  }
}

/// Tensors from files that replace drawn ones.
package struct SuppliedTensors: Sendable {
  /// Weights of the large kernel, [C, K, K], [C, 1, K, K] or, for a sharing grid, [C, k′, k′].
  package var weights: SuppliedTensor?
  /// 0/1 taps of the merged kernel, [C, K, K]; each branch takes its window.
  package var mask: SuppliedTensor?
  /// Every tensor of a definition by name, as `verify --dump` writes them.
  package var named: [String: SuppliedTensor]
  /// BN ε of each branch by the branch's name; `Float` would round it.
  package var epsilons: [String: Double]

  package init(
    weights: SuppliedTensor? = nil, mask: SuppliedTensor? = nil,
    named: [String: SuppliedTensor] = [:], epsilons: [String: Double] = [:]
  ) {
    self.weights = weights
    self.mask = mask
    self.named = named
    self.epsilons = epsilons
  }

  package static let none = SuppliedTensors()
}

/// A tensor read from a file, row-major.
package struct SuppliedTensor: Sendable {
  package var shape: [Int]
  package var values: [Float]

  package init(shape: [Int], values: [Float]) {
    self.shape = shape
    self.values = values
  }
}

extension ConvolutionVariant {
  /// The form of that name.
  package func form(_ id: String) throws(ProblemError) -> Form {
    guard let form = forms.first(where: { $0.id == id }) else {
      throw .unknownForm(id, variant: self.id, forms: forms.map(\.id))
    }
    return form
  }

  /// A program that computes `definition` in `form`.
  package func program(_ problem: Problem, _ definition: Definition, form: Form) -> Program {
    Program(
      map: problem.map, convolvedChannels: definition.convolvedChannels,
      stages: form.lower(problem, definition))
  }
}

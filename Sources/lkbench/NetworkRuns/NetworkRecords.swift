import BenchModel
import BenchRecords
import ConvModel
import ConvNetworks
import ConvReference

/// The columns that `lkbench network` adds to the core ones.
enum NetworkColumn: String, CaseIterable {
  case model
  /// Kernel sizes of the stages where they differ: `51-49-47-13`.
  case kernels
  case nonZeroParams = "nonzero_params"
  /// The planned memory of the tensors between layers; part of `workspace_bytes`.
  case activationBytes = "activation_bytes"
  case depthwiseMACs = "depthwise_macs"
  /// Sum of the depthwise layers' medians, and their share of the sum over all layers.
  case depthwiseNS = "depthwise_ns"
  case depthwiseShare = "depthwise_share"

  /// These and the ones that `run` has too.
  static var added: [String] {
    allCases.map(\.rawValue)
      + [ExtraColumn.seed, .stopReason, .precision, .peakGFLOPS].map(\.rawValue)
  }
}

/// The columns of `layers.csv` after the identity of the case.
enum LayerColumn: String, CaseIterable {
  /// Position in the network, from 0.
  case layer
  case name
  /// Empty in stem and head.
  case stage
  case kind
  case algorithm
  case channels, height, width
  case macs
  case usefulMACs = "useful_macs"
  /// Empty for layers that are computed as part of another one.
  case medianNS = "median_ns"
  /// Of the sum over all layers.
  case share
}

/// What the layers of one case took.
struct LayerReport {
  let network: PreparedNetwork
  let cost: NetworkCost
  /// Nanoseconds per layer.
  let medians: [Double?]

  var total: Double { medians.reduce(0) { $0 + ($1 ?? 0) } }

  /// Nanoseconds in all layers that `isCounted` says yes to.
  func time(where isCounted: (LayerOperation) -> Bool) -> Double {
    zip(network.network.layers, medians).reduce(0) {
      isCounted($1.0.operation) ? $0 + ($1.1 ?? 0) : $0
    }
  }

  /// Nanoseconds in the depthwise layers.
  var depthwise: Double {
    time { operation in
      if case .depthwise = operation { true } else { false }
    }
  }

  /// The lines of `layers.csv`.
  var lines: [[Cell]] {
    let images = network.network.input.batch
    var algorithms: [Int: String] = [:]
    for (layer, id) in network.algorithms { algorithms[layer] = id }
    let total = total
    return network.network.layers.indices.map { index in
      let (layer, cost) = (network.network.layers[index], cost.layers[index])
      let median = medians[index]
      return [
        .integer(index), .text(layer.name), .measured(layer.stage),
        .text(layer.operation.kind), .measured(algorithms[index]),
        .integer(layer.output.channels), .integer(layer.output.height),
        .integer(layer.output.width), .integer(cost.nonZeroMACs * images),
        .integer(cost.usefulMACs * images), .measured(median),
        .measured(median.flatMap { total > 0 ? $0 / total : nil }),
      ]
    }
  }
}

extension LayerOperation {
  /// The word of the `kind` column.
  var kind: String {
    switch self {
    case .convolution: "convolution"
    case .depthwise: "depthwise"
    case .pointwise: "pointwise"
    case .layerNorm: "layer-norm"
    case .batchNorm: "batch-norm"
    case .activation(let activation): activation.rawValue
    case .layerScale: "layer-scale"
    case .globalResponseNorm: "grn"
    case .squeezeExcite: "se"
    case .globalAveragePool: "pool"
    case .keep: "keep"
    case .add: "add"
    }
  }
}

extension RunRecord {
  private subscript(column: NetworkColumn) -> Cell {
    get { self[column.rawValue] }
    set { self[column.rawValue] = newValue }
  }

  /// Fills what is known of a case before anything is computed.
  mutating func set(_ item: NetworkCase) {
    self[.model] = .text(item.description.id)
    self[.variant] = .text(item.variant)
    self[.form] = .text(item.form)
    self[.algorithm] = .text(item.algorithm.word)
    self[.isa] = .text(item.instructionSet.rawValue)
    self[.layout] = .text(Layout.nhwc.rawValue)
    self[.threads] = .integer(item.threads)
    self[.cache] = "warm"
    self[.batch] = .integer(item.batch)
    self[.channels] = .integer(NetworkDescription.inputChannels)
    self[.height] = .integer(item.description.height)
    self[.width] = .integer(item.description.width)
    self[.kernel] = .measured(item.kernel)
    self[.kernels] = .measured(item.kernel == nil ? item.kernels : nil)
    self[.stripe] = .measured(item.description.mixer.stripe)
    self[.seed] = .text("\(item.seed)")
    self[.repro] = .text(item.repro)
  }

  /// Fills what preparing and verifying tell.
  mutating func set(_ prepared: PreparedNetworkCase) {
    let network = prepared.workload.network
    let (item, cost, check) = (prepared.item, prepared.cost, prepared.check)
    set(item)
    let ids = network.algorithms.flatMap { $0.id.split(separator: "+").map(String.init) }.uniqued()
    if !ids.isEmpty { self[.algorithm] = .text(ids.joined(separator: "+")) }
    let problems = network.network.layers.compactMap { layer in
      if case .depthwise(.problem(let problem)) = layer.operation { problem } else { nil }
    }
    if let problem = problems.first {
      self[.stripe] = .measured(problem.stripe > 0 ? problem.stripe : nil)
      self[.sparsity] = .measured(problem.sparsity > 0 ? problem.sparsity : nil)
      let grids = problems.compactMap { $0.grid?.description }.uniqued()
      self[.grid] = .measured(grids.count == 1 ? grids[0] : nil)
    }
    self[.verified] = .boolean(check.passed)
    self[.maxError] = .measured(check.error.isFinite ? check.error : nil)
    self[.errorBound] = .real(check.bound)
    self[.params] = .integer(cost.params)
    self[.nonZeroParams] = .integer(cost.nonZeroParams)
    self[.nominalMACs] = .integer(cost.nonZeroMACs * item.batch)
    self[.usefulMACs] = .integer(cost.usefulMACs * item.batch)
    self[.depthwiseMACs] = .integer(cost.depthwiseMACs * item.batch)
    self[.weightBytes] = .integer(network.weightByteCount)
    self[.activationBytes] = .integer(network.activationByteCount)
    self[.workspaceBytes] = .integer(network.activationByteCount + network.workspaceByteCount)
  }

  /// Fills times and rates; `peak` is the ceiling of all threads in GFLOP/s, if it was sampled beside.
  mutating func set(
    _ summary: Summary, cost: NetworkCost, batch: Int, layers: LayerReport, peak: Double?
  ) {
    set(summary: summary)
    self[.precision] = .measured(
      summary.reachesNominalConfidence ? summary.relativeHalfWidth : nil)
    self[.depthwiseNS] = .real(layers.depthwise)
    self[.depthwiseShare] = .measured(
      layers.total > 0 ? layers.depthwise / layers.total : nil)
    guard summary.median > 0 else { return }
    let useful = 2 * Double(cost.usefulMACs * batch) / summary.median
    self[.usefulGFLOPS] = .real(useful)
    self[.nominalGFLOPS] = .real(2 * Double(cost.nonZeroMACs * batch) / summary.median)
    guard let peak, peak > 0 else { return }
    self[.peakGFLOPS] = .real(peak)
    self[.peakFraction] = .real(useful / peak)
  }
}

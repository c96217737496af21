import BenchRecords
import BenchReports
import ConvModel

/// Tables of networks and of their layers.
enum NetworkTables {
  static let macsNote =
    "MACs: multiply-accumulates of convolutions and matrices per image, padding included; "
    + "the papers call them FLOPs"

  private static let notes = [
    macsNote,
    "non-zero: without pruned weights; weights: every stored value as a 4-byte float, pruned ones and "
      + "normalisation statistics too",
    "activations: outputs of all convolutions and matrices; peak: tensors alive at once",
  ]

  /// Totals, one row per network and merge level.
  static func totals(_ rows: [(NetworkDescription, MergeLevel)]) throws -> FigureTable {
    var table = FigureTable(
      columns: [
        .init("model", "network", .left), .init("title", nil, .left),
        .init("merge", "merge", .left), .init("input", "input"), .init("variant", "variant", .left),
        .init("kernels", "K", .left), .init("width_factor", nil),
        .init("params", "params", text: FigureTable.Column.grouped),
        .init("nonzero_params", "non-zero", text: FigureTable.Column.grouped),
        .init("macs", "MACs", text: FigureTable.Column.grouped),
        .init("nonzero_macs", "non-zero MACs", text: FigureTable.Column.grouped),
        .init("useful_macs", nil),
        .init("depthwise_macs", nil),
        .init("depthwise_share", "depthwise", text: FigureTable.Column.percent),
        .init("weight_bytes", "weights MiB", text: FigureTable.Column.mebibytes),
        .init("activation_bytes", "activations MiB", text: FigureTable.Column.mebibytes),
        .init("peak_activation_bytes", "peak MiB", text: FigureTable.Column.mebibytes),
      ], heading: notes)
    for (network, level) in rows {
      let cost = try network.cost(level)
      let isPruned = cost.nonZeroParams != cost.params
      table.append([
        .text(network.id), .text(network.title), .text(level.rawValue), .text(inputText(network)),
        .text(network.mixer.variant), .text(kernelText(network)),
        .text(network.widthFactor.description), .integer(cost.params),
        isPruned ? .integer(cost.nonZeroParams) : .empty, .integer(cost.macs),
        isPruned ? .integer(cost.nonZeroMACs) : .empty, .integer(cost.usefulMACs),
        .integer(cost.depthwiseMACs), .real(cost.depthwiseShare), .integer(cost.weightBytes),
        .integer(cost.activationBytes), .integer(cost.peakActivationBytes),
      ])
    }
    return table
  }

  /// Every layer of a network at a merge level, and the total.
  static func layers(_ network: NetworkDescription, _ level: MergeLevel) throws -> FigureTable {
    var table = FigureTable(
      columns: [
        .init("layer", "layer", .left), .init("stage", nil),
        .init("operation", "operation", .left), .init("input", "input"),
        .init("output", "output"), .init("sparsity", "sparsity"),
        .init("params", "params", text: FigureTable.Column.grouped),
        .init("nonzero_params", "non-zero", text: FigureTable.Column.grouped),
        .init("macs", "MACs", text: FigureTable.Column.grouped),
        .init("nonzero_macs", "non-zero MACs", text: FigureTable.Column.grouped),
        .init("useful_macs", "on data", text: FigureTable.Column.grouped),
        .init("weight_bytes", "weight bytes", text: FigureTable.Column.grouped),
        .init("output_bytes", "output bytes", text: FigureTable.Column.grouped),
      ],
      heading: ["\(network.title), \(level.rawValue)", macsNote, "on data: without padding"])
    let cost = try network.cost(level)
    let isPruned = cost.nonZeroParams != cost.params
    for item in cost.layers {
      let isCounted = item.params > 0
      table.append([
        .text(item.layer.name), .measured(item.layer.stage),
        .text(item.layer.operation.description), .text(item.layer.input.description),
        .text(item.layer.output.description),
        isCounted && item.layer.sparsity > 0 ? .real(item.layer.sparsity) : .empty,
        .integer(item.params), isPruned ? .integer(item.nonZeroParams) : .empty,
        .integer(item.macs), isPruned ? .integer(item.nonZeroMACs) : .empty,
        .integer(item.usefulMACs), .integer(item.weightBytes), .integer(item.outputBytes),
      ])
    }
    table.append([
      "total", .empty, .empty, .empty, .empty, .empty, .integer(cost.params),
      isPruned ? .integer(cost.nonZeroParams) : .empty, .integer(cost.macs),
      isPruned ? .integer(cost.nonZeroMACs) : .empty, .integer(cost.usefulMACs),
      .integer(cost.weightBytes), .integer(cost.activationBytes),
    ])
    return table
  }

  /// `224`, or `320x640`.
  static func inputText(_ network: NetworkDescription) -> String {
    network.height == network.width
      ? "\(network.height)" : "\(network.height)x\(network.width)"
  }

  /// As `--kernel` takes it.
  static func kernelText(_ network: NetworkDescription) -> String {
    network.kernels.map { $0.map(String.init).joined(separator: "/") }.joined(separator: ",")
  }
}

import ArgumentParser
import BenchRecords
import ConvModel

/// `lkbench models`: whole networks, counted, beside the published numbers.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Parameters, MACs and memory of whole networks, beside the published numbers.",
    discussion: """
      Nothing is measured: the networks of Benchmarks/Networks are counted layer by layer, as exact \
      integers. Without --model, all of them in training form; with --model, one of them in every merge \
      level, with the published figures of just this network below.

      Merge levels: train, as trained; operators, the branches of each depthwise operator added up; \
      folded, every batch normalisation folded; merged, both.

      --published compares with every published figure and exits 1 if one deviates by more than its \
      rounding and is no known exception.

        lkbench models
        lkbench models --model convnext-t --variant decomposed --kernel 51,49,47,13
        lkbench models --model slak-t --sparsity 0.4,head=0 --merge train --layers
        lkbench models --published --format csv
      """)

  @OptionGroup(title: "Network")
  var network: NetworkOptions

  @Option(
    help: .init(
      "How far it is rewritten for inference: \(levels) (default: train for all networks, each for one).",
      valueName: "level"))
  var merge: MergeLevel?

  @Flag(help: "One row per layer, of one network.")
  var layers = false

  @Flag(help: "Every published figure beside ours.")
  var published = false

  @Option(help: "Print as table, csv, json or markdown.")
  var format = FigureTable.Format.table

  @OptionGroup(title: "Output")
  var terminal: TerminalOptions

  private static var levels: String {
    MergeLevel.allCases.map(\.rawValue).joined(separator: ", ")
  }

  func run() throws {
    let folder = NetworkFolder(.current)
    let networks = try folder.networks()
    if published { return try compare(folder, networks) }
    guard network.model != nil else {
      let given = network.changes + (layers ? ["--layers"] : [])
      guard given.isEmpty else { throw NetworkSelectionError.needsModel(options: given) }
      return try show(NetworkTables.totals(networks.map { ($0, merge ?? .train) }))
    }
    let description = try network.description(among: networks)
    if layers { return try show(NetworkTables.layers(description, merge ?? .train)) }
    let levels = merge.map { [$0] } ?? MergeLevel.allCases
    try show(NetworkTables.totals(levels.map { (description, $0) }))
    // Two tables in one CSV or JSON text would be neither.
    guard [.table, .markdown].contains(format) else { return }
    let comparison = try PublishedComparison(
      try PublishedFigure.read(folder.publishedPath()), networks: networks
    ) { $0 == description }
    guard !comparison.rows.isEmpty else { return }
    try TextOutput.standardOutput.print("\n")
    try show(comparison.table)
  }

  private func compare(_ folder: NetworkFolder, _ networks: [NetworkDescription]) throws {
    let given =
      network.changes + (merge == nil ? [] : ["--merge"]) + (layers ? ["--layers"] : [])
    guard given.isEmpty else { throw NetworkSelectionError.notWithPublished(options: given) }
    if let model = network.model { _ = try network.description(among: networks).id == model }
    let comparison = try PublishedComparison(
      try PublishedFigure.read(folder.publishedPath()), networks: networks
    ) { described in network.model == nil || described?.id == network.model }
    try show(comparison.table)
    if comparison.beyond > 0 { throw ExitCode(ExitStatus.failed.rawValue) }
  }

  private func show(_ table: FigureTable) throws {
    try TextOutput.standardOutput.print(
      table.text(format, isColored: Terminal(terminal).usesColor))
  }
}

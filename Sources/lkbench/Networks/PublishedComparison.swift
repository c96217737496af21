import ArgumentParser
import BenchRecords
import BenchReports
import ConvModel

/// Published figures beside ours.
struct PublishedComparison {
  /// What is to be said of one figure.
  enum Verdict: String {
    case within
    case exception = "known exception"
    case beyond
    /// The published number was not read in its source, so that it decides nothing.
    case unverified
    /// Nothing is printed.
    case none = ""
  }

  struct Quantity {
    var published: PrintedNumber?
    var ours: Int?
    var exception: String

    func verdict(isVerified: Bool) -> Verdict {
      guard let published, let ours else { return .none }
      if published.isRounding(of: ours) { return .within }
      if !isVerified { return .unverified }
      return exception.isEmpty ? .beyond : .exception
    }

    var deviation: Double? {
      guard let published, let ours else { return nil }
      return published.deviation(of: ours)
    }
  }

  struct Row {
    let figure: PublishedFigure
    /// The network as published, and its level; `nil` for what is not modelled.
    let network: NetworkDescription?
    let level: MergeLevel?
    let params: Quantity
    let macs: Quantity

    /// Whether a figure deviates without a known reason.
    var isBeyond: Bool {
      [params, macs].contains { $0.verdict(isVerified: figure.isVerified) == .beyond }
    }
  }

  let rows: [Row]

  /// Counts every row that `isWanted`; the others are left out.
  init(
    _ figures: [PublishedFigure], networks: [NetworkDescription],
    where isWanted: (NetworkDescription?) -> Bool = { _ in true }
  ) throws {
    var costs: [Network: NetworkCost] = [:]
    rows = try figures.compactMap { figure in
      guard !figure.options.isEmpty else {
        return isWanted(nil) ? Row(figure: figure, network: nil, level: nil, cost: nil) : nil
      }
      let options = try PublishedOptions.parse(figure.options)
      let network = try options.network.description(among: networks)
      guard isWanted(network) else { return nil }
      var cost: NetworkCost?
      do {
        let merged = try network.network().merged(to: options.merge)
        cost = try costs[merged] ?? NetworkCost(merged)
        costs[merged] = cost
      } catch let error as NetworkError { throw NetworkSelectionError.network(network.id, error) }
      return Row(figure: figure, network: network, level: options.merge, cost: cost)
    }
  }

  /// Rows whose figures deviate without a known reason.
  var beyond: Int { rows.count { $0.isBeyond } }

  var table: FigureTable {
    var table = FigureTable(columns: Self.columns, heading: [NetworkTables.macsNote] + summary)
    for row in rows {
      let (figure, isVerified) = (row.figure, row.figure.isVerified)
      let params = row.params.verdict(isVerified: isVerified)
      let macs = row.macs.verdict(isVerified: isVerified)
      let reasons =
        [
          params == .exception ? figure.paramsException : "",
          macs == .exception ? figure.macsException : "", figure.reasonNotModelled,
        ].filter { !$0.isEmpty }
      let cells: [Cell] = [
        .text(figure.model), .text(figure.input), .text(figure.kernels),
        .measured(row.level?.rawValue),
        .measured(figure.params?.text), .measured(row.params.ours),
        .measured(row.params.deviation), Self.cell(params), .measured(figure.macs?.text),
        .measured(row.macs.ours), .measured(row.macs.deviation), Self.cell(macs),
        .boolean(isVerified), .measured(reasons.isEmpty ? nil : reasons.joined(separator: "; ")),
        figure.options.isEmpty ? .empty : .text(figure.options.joined(separator: " ")),
        .text(figure.source),
      ]
      let tone: TextTable.Tone =
        row.isBeyond ? .bad : row.network == nil || !isVerified ? .faint : .normal
      table.append(cells, tone: tone)
    }
    return table
  }

  private var summary: [String] {
    let verified = rows.filter { $0.figure.isVerified && $0.network != nil }
    let quantities = verified.flatMap { [$0.params, $0.macs] }.map { $0.verdict(isVerified: true) }
    func count(_ verdict: Verdict) -> Int { quantities.count { $0 == verdict } }
    return [
      "\(rows.count) rows, \(verified.count) of them verified and modelled, with "
        + "\(quantities.count { $0 != .none }) figures: \(count(.within)) within their rounding, "
        + "\(count(.exception)) known exceptions, \(count(.beyond)) beyond",
      "\(rows.count { $0.network == nil }) rows are not modelled; rows that are not verified were "
        + "recalled and decide nothing",
    ]
  }

  private static func cell(_ verdict: Verdict) -> Cell {
    verdict == .none ? .empty : .text(verdict.rawValue)
  }

  private static let columns: [FigureTable.Column] = [
    .init("model", "published as", .left), .init("input", "input"),
    .init("kernel_sizes", nil, .left), .init("merge", "merge", .left),
    .init("published_params_M", "params M"),
    .init("params", "ours", text: FigureTable.Column.grouped),
    .init("params_deviation", "deviation", text: FigureTable.Column.deviation),
    .init("params_verdict", "", .left), .init("published_macs_G", "MACs G"),
    .init("macs", "ours", text: FigureTable.Column.grouped),
    .init("macs_deviation", "deviation", text: FigureTable.Column.deviation),
    .init("macs_verdict", "", .left),
    .init("verified", "verified", .left) { cell in
      cell == .boolean(true) ? "yes" : "no"
    },
    .init("reason", "reason", .left), .init("options", nil, .left),
    .init("source", "source", .left),
  ]
}

extension PublishedComparison.Row {
  fileprivate init(
    figure: PublishedFigure, network: NetworkDescription?, level: MergeLevel?, cost: NetworkCost?
  ) {
    self.figure = figure
    self.network = network
    self.level = level
    params = .init(
      published: figure.params, ours: cost?.nonZeroParams, exception: figure.paramsException)
    macs = .init(published: figure.macs, ours: cost?.nonZeroMACs, exception: figure.macsException)
  }
}

/// The options that a row of `published.csv` gives.
struct PublishedOptions: ParsableArguments {
  @OptionGroup var network: NetworkOptions

  @Option(help: "Merge level.")
  var merge = MergeLevel.train
}

extension MergeLevel: ExpressibleByArgument {}

import BenchReports
import ConvModel

/// The contribution map of one stack.
struct ReceptiveFieldResult {
  let stack: LayerStack
  let map: ContributionMap

  /// File name of the map.
  var mapName: String { "contribution-\(stack.variant.id)-k\(stack.request.kernel).npy" }
}

/// The columns of `erf.csv`: a row for each stack and share.
enum ReceptiveFieldColumn: String, CaseIterable {
  case variant, kernel
  /// Share of the contributions.
  case share = "t"
  /// Side of the square in pixels, and the share of the map's area; empty where no square has so much.
  case side
  case areaRatio = "area_ratio"
  case depth, size, channels, batch, activation, residual, seed, weights
  /// K·√depth.
  case theoreticalSide = "theoretical_side"

  /// The cell of one row.
  func cell(_ result: ReceptiveFieldResult, share: Double) -> String {
    let (stack, map) = (result.stack, result.stack.request.map)
    let side = result.map.squareSide(share: share)
    return switch self {
    case .variant: stack.variant.id
    case .kernel: "\(stack.request.kernel)"
    case .share: "\(share)"
    case .side: side.map(String.init) ?? ""
    case .areaRatio: side.map { "\(result.map.areaRatio(side: $0))" } ?? ""
    case .depth: "\(stack.depth)"
    case .size: "\(map.width)"
    case .channels: "\(map.channels)"
    case .batch: "\(map.batch)"
    case .activation: stack.activation.rawValue
    case .residual: "\(stack.isResidual)"
    case .seed: "\(stack.request.seed)"
    case .weights: stack.supplied.isEmpty ? "drawn" : "file"
    case .theoreticalSide: "\(stack.theoreticalSide)"
    }
  }
}

/// The table that `erf` prints: area ratios with the sides of the squares.
struct ReceptiveFieldTable {
  private let results: [ReceptiveFieldResult]

  init(_ results: [ReceptiveFieldResult]) { self.results = results }

  func text(isColored: Bool) -> String {
    let shares = ContributionMap.publishedShares
    var table = TextTable(
      columns: [TextTable.Column("variant", .left), TextTable.Column("K", .right)]
        + shares.map { TextTable.Column("r(\($0))", .right) }
        + shares.map { TextTable.Column("side(\($0))", .right) }
        + [TextTable.Column("K·√n", .right)])
    for result in results {
      let sides = shares.map { result.map.squareSide(share: $0) }
      let ratios = sides.map { side in
        side.map { NumberText.percent(result.map.areaRatio(side: $0)) } ?? "-"
      }
      let cells =
        [result.stack.variant.id, "\(result.stack.request.kernel)"] + ratios
        + sides.map { $0.map(String.init) ?? "-" }
        + [NumberText.significant(result.stack.theoreticalSide)]
      table.append(cells.map { TextTable.Entry($0) })
    }
    return table.plain(isColored: isColored)
  }
}

import ConvModel
import Foundation

/// Small problems around everything a kernel could get wrong: lane counts, tile sizes, map edges.
///
/// They are too many to run each in every way, so a covering array says which choices meet: any three of map,
/// variant, kernel, options and layout. `LKB_CONFORMANCE=full` runs them all.
enum EdgeProblems {
  /// Channel counts around 4, 8 and 16 lanes; maps around tall and wide tiles.
  static let maps: [MapShape] = [
    MapShape(channels: 1, height: 1, width: 1),
    MapShape(channels: 3, height: 1, width: 9),
    MapShape(channels: 4, height: 8, width: 5),
    MapShape(channels: 5, height: 9, width: 1),
    MapShape(channels: 7, height: 7, width: 7),
    MapShape(channels: 8, height: 6, width: 6),
    MapShape(channels: 9, height: 4, width: 14),
    MapShape(channels: 15, height: 5, width: 3),
    MapShape(channels: 16, height: 14, width: 15),
    MapShape(channels: 17, height: 3, width: 8),
    MapShape(batch: 3, channels: 12, height: 6, width: 7),
    MapShape(channels: 33, height: 10, width: 17),
    MapShape(channels: 10, height: 5, width: 31),
  ]

  /// Maps on which every choice meets every other: narrower than the tiles and ragged in all lanes, several
  /// images, wider than any tile.
  static let thoroughMaps = [maps[9], maps[10], maps[12]]

  /// Maps that threads share: at lane groups, at blocks of a layout, at images, the last share ragged.
  static let sharedMaps = [
    maps[6], maps[10], maps[11], MapShape(channels: 49, height: 6, width: 7),
  ]

  /// The last reaches from every edge of the widest map to the other; tall tiles take it in every build.
  static let kernels = [1, 3, 5, 7, 9, 13, 31, 61]
  /// Kernels that, between them, every algorithm takes.
  static let threadKernels = [3, 9]

  /// What changes the lowering of a variant besides its kernel.
  enum Options: CaseIterable {
    case standard
    /// A narrow stripe, masks, and channels that pass through.
    case partial
    /// A stripe as wide as the kernel, no masks.
    case square

    func request(_ map: MapShape, kernel: Int) -> ProblemRequest {
      switch self {
      case .standard: return ProblemRequest(map: map, kernel: kernel, seed: 7)
      case .partial:
        // Of few taps that meet the map, nine tenths pruned would leave outputs of zero.
        let reach = min(kernel, 2 * min(map.height, map.width) - 1)
        return ProblemRequest(
          map: map, kernel: kernel, stripe: min(3, kernel), sparsity: reach < 7 ? 0.5 : 0.9,
          convolvedChannels: max(1, map.channels * 3 / 8), seed: 8)
      case .square:
        return ProblemRequest(map: map, kernel: kernel, stripe: kernel, sparsity: 0, seed: 9)
      }
    }
  }

  /// One problem, and the layouts that it runs in.
  struct Item: Sendable {
    let problem: Problem
    var layouts: [Layout]
  }

  /// Whether everything meets everything, instead of any so many choices.
  static let isFull: Bool = {
    let value = ProcessInfo.processInfo.environment["LKB_CONFORMANCE"] ?? ""
    precondition(["", "full"].contains(value), "LKB_CONFORMANCE is '\(value)': expected full")
    return value == "full"
  }()

  /// Choices of map, variant, kernel, options and layout.
  static let levels = levels(maps, kernels)
  static let threadLevels = levels(sharedMaps, threadKernels)

  private static func levels(_ maps: [MapShape], _ kernels: [Int]) -> [Int] {
    [
      maps.count, VariantCatalog.all.count, kernels.count, Options.allCases.count,
      Layout.allCases.count,
    ]
  }

  /// Any three choices together, and on some maps all of them.
  static func forward() throws -> [Item] {
    try items(maps, kernels, strength: 3, thorough: thoroughMaps)
  }

  /// Any two choices together: what computes a gradient is the forward kernels, on other weights.
  static func gradients() throws -> [Item] { try items(maps, kernels, strength: 2) }

  /// Any three choices together.
  static func threads() throws -> [Item] { try items(sharedMaps, threadKernels, strength: 3) }

  /// No request is refused: what a variant does not take is not among the choices.
  ///
  /// - Throws: `ProblemError` where that is no longer so.
  private static func items(
    _ maps: [MapShape], _ kernels: [Int], strength: Int, thorough: [MapShape] = []
  ) throws(ProblemError) -> [Item] {
    let levels = levels(maps, kernels)
    let array = CoveringArray(levels: levels, strength: isFull ? levels.count : strength)
    let thoroughRows = CoveringArray(levels: levels, strength: levels.count).rows.filter {
      thorough.contains(maps[$0[0]])
    }
    var layouts: [[Int]: Set<Int>] = [:]
    for row in array.rows + thoroughRows {
      layouts[Array(row.dropLast()), default: []].insert(row[4])
    }
    var items: [Item] = []
    for (choices, layouts) in layouts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let request = Options.allCases[choices[3]].request(
        maps[choices[0]], kernel: kernels[choices[2]])
      items.append(
        Item(
          problem: try VariantCatalog.all[choices[1]].problem(request),
          layouts: layouts.sorted().map { Layout.allCases[$0] }))
    }
    return items
  }
}

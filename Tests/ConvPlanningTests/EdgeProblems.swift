import ConvModel

/// Small problems around everything a kernel could get wrong: lane counts, tile sizes, map edges.
enum EdgeProblems {
  /// Channel counts around 4, 8 and 16 lanes; maps around the tiles of 2 × 4, 3 × 4, 3 × 7 and 8 × lanes.
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
  ]

  static let kernels = [1, 3, 5, 7, 13, 31]

  /// Every variant over every map and kernel, with options that change the lowering.
  static func all(map: MapShape) -> [Problem] {
    var problems: [Problem] = []
    for variant in VariantCatalog.all {
      for kernel in kernels {
        let partial = max(1, map.channels * 3 / 8)
        let requests = [
          ProblemRequest(map: map, kernel: kernel, seed: 7),
          ProblemRequest(
            map: map, kernel: kernel, stripe: min(3, kernel), sparsity: 0.9,
            convolvedChannels: partial, seed: 8),
          ProblemRequest(map: map, kernel: kernel, stripe: kernel, sparsity: 0, seed: 9),
        ]
        for request in requests {
          if let problem = try? variant.problem(request) { problems.append(problem) }
        }
      }
    }
    return problems
  }
}

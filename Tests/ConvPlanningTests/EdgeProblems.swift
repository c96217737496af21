import ConvModel
import Foundation

/// Small problems around everything a kernel could get wrong: lane counts, tile sizes, map edges.
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

  /// Maps of several lane groups or images, which threads share: all that the slow thread test is given
  /// under a sanitizer.
  static let sharedMaps = maps.filter { $0.batch > 1 || $0.channels > 16 }

  /// Under a sanitizer, where a suite may do less: which memory is touched does not depend on the numbers in
  /// it.
  static let isSanitized = ProcessInfo.processInfo.environment["LKB_SANITIZED"] != nil

  static let kernels = [1, 3, 5, 7, 9, 13, 31]
  /// Reaches from every edge of the widest map to the other; tall tiles take it in every build.
  static let widestKernel = 61
  /// Kernels that also run with partial channels, other stripes and other sparsities.
  static let optionKernels: Set = [3, 13]

  /// Every variant over every kernel, and options that change the lowering over some.
  static func all(map: MapShape) -> [Problem] {
    var problems: [Problem] = []
    for variant in VariantCatalog.all {
      for kernel in map.width > widestKernel / 2 ? kernels + [widestKernel] : kernels {
        var requests = [ProblemRequest(map: map, kernel: kernel, seed: 7)]
        if optionKernels.contains(kernel) {
          requests += [
            ProblemRequest(
              map: map, kernel: kernel, stripe: 3, sparsity: 0.9,
              convolvedChannels: max(1, map.channels * 3 / 8), seed: 8),
            ProblemRequest(map: map, kernel: kernel, stripe: kernel, sparsity: 0, seed: 9),
          ]
        }
        problems += requests.compactMap { try? variant.problem($0) }
      }
    }
    return problems
  }
}

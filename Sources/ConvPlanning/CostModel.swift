import ConvModel

/// Predicted time of a stage by one algorithm, from which the heuristic planner chooses.
///
///     time = groups · (perGroup + pixels · perPixel) + FLOPs · perFLOP
///
/// for the lane groups of all images, the pixels of one map and the operations that the algorithm says
/// it executes. The coefficients are fitted to measured runs by `scripts/fit-cost-model.py`; their unit is
/// the nanosecond on the machine of those runs, but only their proportions matter.
struct CostModel: Sendable {
  let algorithm: String
  let perGroup: Double
  let perPixel: Double
  let perFLOP: Double

  /// Predicted nanoseconds.
  func time(_ stage: Stage, by algorithm: any Algorithm) -> Double {
    let map = stage.shape.map
    let lanes = algorithm.instructionSet.lanes
    let groups = Double(map.batch * ((map.channels + lanes - 1) / lanes))
    return groups * (perGroup + Double(map.pixelCount) * perPixel)
      + Double(algorithm.executedFLOPs(stage)) * perFLOP
  }

  /// The model of an algorithm; `nil` for those that are never chosen unasked.
  static func model(of algorithm: any Algorithm) -> CostModel? {
    let models =
      switch algorithm.instructionSet {
      case .avx512: avx512
      // Nobody measures the portable build for speed: its proportions are taken to be AVX2's.
      case .avx2, .portable: avx2
      }
    return models.first { $0.algorithm == algorithm.id }
  }
}

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

  /// The models of an instruction set.
  static func models(for set: InstructionSet) -> [CostModel] {
    switch set {
    case .avx512: avx512
    // Nobody measures the portable build for speed: its proportions are taken to be AVX2's.
    case .avx2, .portable: avx2
    }
  }

  /// The model of an algorithm; `nil` for those that are never chosen unasked, see `exclusion`.
  static func model(of algorithm: any Algorithm) -> CostModel? {
    if algorithm is any PeerAlgorithm { return nil }
    return models(for: algorithm.instructionSet).first { $0.algorithm == algorithm.id }
  }

  /// Why the planner never chooses an algorithm unasked; `nil` where it may.
  static func exclusion(of algorithm: any Algorithm) -> String? {
    if algorithm is any PeerAlgorithm { return "only when asked for" }
    return model(of: algorithm) == nil ? "has no cost model: never chosen unasked" : nil
  }
}

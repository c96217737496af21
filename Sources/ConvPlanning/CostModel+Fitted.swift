extension CostModel {
  /// One row per algorithm that the planner may choose.
  static let fitted: [CostModel] = [
    CostModel(algorithm: "direct", perGroup: 200, perPixel: 1.5, perFLOP: 0.0115),
    CostModel(algorithm: "toeplitz", perGroup: 100, perPixel: 1.5, perFLOP: 0.0115),
    CostModel(algorithm: "tap-list", perGroup: 200, perPixel: 8, perFLOP: 0.025),
    CostModel(algorithm: "box-sums", perGroup: 500, perPixel: 4, perFLOP: 0.015),
  ]
}

extension CostModel {
  /// Fitted by scripts/fit-cost-model.py to 460 measured cases (avx2); `winograd` to 22 later ones, in
  /// proportion to `direct` and `fft` in the same runs.
  static let avx2: [CostModel] = [
    CostModel(
      algorithm: "direct", perGroup: 910.9, perPixel: 0.7596,
      perFLOP: 0.01865),
    CostModel(
      algorithm: "toeplitz", perGroup: 0, perPixel: 3.831,
      perFLOP: 0.0162),
    CostModel(
      algorithm: "cross", perGroup: 38.53, perPixel: 9.214,
      perFLOP: 0.01454),
    CostModel(
      algorithm: "fft", perGroup: 266.2, perPixel: 4.584,
      perFLOP: 0.02541),
    CostModel(
      algorithm: "winograd", perGroup: 29.4, perPixel: 2.74,
      perFLOP: 0.0172),
    CostModel(
      algorithm: "tap-list", perGroup: 772.9, perPixel: 15.25,
      perFLOP: 0.02168),
    CostModel(
      algorithm: "box-sums", perGroup: 0, perPixel: 0,
      perFLOP: 0.02614),
  ]
}

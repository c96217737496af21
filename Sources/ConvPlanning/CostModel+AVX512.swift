extension CostModel {
  /// Fitted by scripts/fit-cost-model.py to 944 measured cases (avx512).
  static let avx512: [CostModel] = [
    CostModel(
      algorithm: "direct", perGroup: 610.7, perPixel: 1.655,
      perFLOP: 0.009744),
    CostModel(
      algorithm: "toeplitz", perGroup: 0, perPixel: 2.948,
      perFLOP: 0.009583),
    CostModel(
      algorithm: "cross", perGroup: 18.68, perPixel: 5.812,
      perFLOP: 0.009049),
    CostModel(
      algorithm: "fft", perGroup: 351.4, perPixel: 4.485,
      perFLOP: 0.01067),
    CostModel(
      algorithm: "winograd", perGroup: 41.94, perPixel: 4.572,
      perFLOP: 0.007905),
    CostModel(
      algorithm: "tap-list", perGroup: 219.7, perPixel: 21.94,
      perFLOP: 0.01583),
    CostModel(
      algorithm: "box-sums", perGroup: 0, perPixel: 0,
      perFLOP: 0.01427),
  ]
}

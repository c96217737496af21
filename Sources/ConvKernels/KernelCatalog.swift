package import ConvModel

/// The algorithms of this build: one line each.
package enum KernelCatalog {
  package static let all: [any Algorithm] = [
    Direct(),
    Toeplitz(),
    Cross(),
    Winograd(),
    Fourier(),
    TapList(),
    BoxSums(),
  ]

  /// The weight gradients of this build: one line each.
  package static let weightGradients: [any WeightGradientAlgorithm] = [
    DirectWeightGradient(),
    FourierWeightGradient(),
  ]
}

/// One stored tensor of a layer, and the multiplications its values take part in.
package struct ParameterTensor: Hashable, Sendable {
  /// Name inside the layer: `weight`, `large.weight`, `small.norm.gamma`.
  package var name: String
  /// Values stored, pruned ones included.
  package var count: Int
  /// Values that are not pruned; for merged branches those that any branch keeps.
  package var nonZeroCount: Int
  /// Multiply-accumulates of all values, taps on padding included.
  package var macs: Int
  /// Of `macs`, those of values that are not pruned.
  package var nonZeroMACs: Int
  /// Of `macs`, those whose input lies inside the map.
  package var usefulMACs: Int
  /// Whether it is stored but not trained: the statistics of a batch normalisation.
  package var isBuffer: Bool

  /// A vector: never pruned, no multiply-accumulates counted.
  static func vector(_ name: String, _ count: Int, isBuffer: Bool = false) -> ParameterTensor {
    ParameterTensor(
      name: name, count: count, nonZeroCount: count, macs: 0, nonZeroMACs: 0, usefulMACs: 0,
      isBuffer: isBuffer)
  }

  /// A matrix or kernel of which `sparsity` is pruned.
  ///
  /// The kept values are `count` × (1 − sparsity), rounded; their share of the multiply-accumulates is
  /// exact where every value has equally many.
  static func matrix(
    _ name: String, _ count: Int, macs: Int, usefulMACs: Int, sparsity: Double
  ) -> ParameterTensor {
    let kept = Int((Double(count) * (1 - sparsity)).rounded())
    return .matrix(name, count, kept: kept, macs: macs, usefulMACs: usefulMACs)
  }

  /// A matrix or kernel of which `kept` values are not pruned.
  static func matrix(
    _ name: String, _ count: Int, kept: Int, macs: Int, usefulMACs: Int
  ) -> ParameterTensor {
    let product = macs.multipliedFullWidth(by: kept)
    return ParameterTensor(
      name: name, count: count, nonZeroCount: kept, macs: macs,
      nonZeroMACs: count.dividingFullWidth(product).quotient, usefulMACs: usefulMACs,
      isBuffer: false)
  }

  /// γ and β of a batch normalisation, and the statistics it stores.
  static func batchNorm(_ prefix: String, channels: Int) -> [ParameterTensor] {
    [
      .vector(prefix + "gamma", channels), .vector(prefix + "beta", channels),
      .vector(prefix + "mean", channels, isBuffer: true),
      .vector(prefix + "variance", channels, isBuffer: true),
    ]
  }
}

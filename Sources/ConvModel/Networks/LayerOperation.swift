/// What a layer does; channels in and out are those of the layer's shapes.
package enum LayerOperation: Hashable, Sendable {
  /// A convolution over all channels.
  case convolution(DenseConvolution)
  /// A convolution, or a sum of some, of each channel by itself.
  case depthwise(DepthwiseOperator)
  /// The same matrix at every pixel: a 1×1 convolution, or a classifier after pooling.
  case pointwise(hasBias: Bool)
  /// γ (x − mean)/√(variance + ε) + β over the channels of each pixel.
  case layerNorm(epsilon: Double)
  /// γ (x − μ)/√(σ² + ε) + β per channel, with stored μ and σ².
  case batchNorm(epsilon: Double)
  case activation(Activation)
  /// One factor per channel, `initial` before training.
  case layerScale(initial: Double)
  /// γ x · n/(mean of n over channels + ε) + β + x with n the L2 norm of a channel's map
  /// (ConvNeXt V2, arXiv:2301.00808, §3); β may have been folded away.
  case globalResponseNorm(epsilon: Double, hasBias: Bool)
  /// x · sigmoid(W₂ relu(W₁ mean(x) + b₁) + b₂) with `hidden` values between (arXiv:1709.01507, Eq. 3).
  case squeezeExcite(hidden: Int)
  /// The mean of each channel's map; the output is 1 × 1.
  case globalAveragePool
  /// Puts a copy of the current tensor aside: a residual connection starts.
  case keep
  /// Adds the tensor that was put aside last: the residual connection ends.
  case add
}

/// A convolution over all channels, zero-padded alike on all sides.
package struct DenseConvolution: Hashable, Sendable {
  /// Both sides of the kernel.
  package var kernel: Int
  package var stride: Int
  package var padding: Int
  package var hasBias: Bool

  package init(kernel: Int, stride: Int, padding: Int, hasBias: Bool) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.hasBias = hasBias
  }
}

/// A function of each element by itself.
package enum Activation: String, Hashable, Sendable, CaseIterable {
  /// x Φ(x), by the error function.
  case gelu
  case relu
  case sigmoid
}

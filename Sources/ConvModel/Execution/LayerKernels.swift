/// The layers of a ConvNet that are neither matrix products nor large convolutions, for one
/// instruction set.
///
/// Tensors are rows of `channels` neighbouring floats, one row per pixel, as in `nhwc`. Nothing
/// allocates, checks or throws, and no element past the last row is read or written.
package protocol LayerKernels: Sendable {
  /// The instruction set the code is built for.
  var instructionSet: InstructionSet { get }

  /// Layer normalisation of each row: γ·(x − mean)/√(variance + ε) + β, the variance that of the row.
  ///
  /// `output` may be `input`.
  func normalize(
    _ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>, rows: Int,
    channels: Int, parameters: LayerNormPointers)

  /// `values = activation(values + bias)`, in place; without activation the sum alone.
  ///
  /// GELU is x·Φ(x) to within 3·10⁻⁷·|x|.
  func activate(
    _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int,
    _ activation: Activation?)

  /// `target += scale·(values + bias)`: layer scale and residual addition in one pass.
  func scaleAndAdd(
    _ values: UnsafePointer<Float>, bias: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>, rows: Int, channels: Int)

  /// `output = scale·input + shift`: batch normalisation, or GRN and SE once their factors are known.
  ///
  /// `output` may be `input`.
  func scaleAndShift(
    _ input: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Float>, rows: Int, channels: Int)

  /// Adds every row to `sums`, of one float per channel: global pooling.
  func addRows(
    _ values: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>, rows: Int, channels: Int)

  /// Adds the squares of every row to `sums`: the first pass of GRN.
  func addSquares(
    _ values: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>, rows: Int, channels: Int)

  /// Output rows `range` of one image of a strided depthwise convolution; weights lie as
  /// [ky][kx][channel].
  func convolve(
    _ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>,
    _ shape: StridedShape, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    outputRows range: Range<Int>)
}

/// Parameters of a layer normalisation, one float per channel each.
package struct LayerNormPointers {
  package let gamma: UnsafePointer<Float>
  package let beta: UnsafePointer<Float>
  package let epsilon: Float

  package init(gamma: UnsafePointer<Float>, beta: UnsafePointer<Float>, epsilon: Float) {
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
  }
}

/// Geometry of a small convolution with a stride, square kernel, zero padding of `padding` pixels on all
/// sides.
package struct StridedShape: Hashable, Sendable {
  package var inputHeight: Int
  package var inputWidth: Int
  package var inputChannels: Int
  package var kernel: Int
  package var stride: Int
  package var padding: Int

  package init(
    inputHeight: Int, inputWidth: Int, inputChannels: Int, kernel: Int, stride: Int, padding: Int
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.inputChannels = inputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  package var outputHeight: Int { (inputHeight + 2 * padding - kernel) / stride + 1 }
  package var outputWidth: Int { (inputWidth + 2 * padding - kernel) / stride + 1 }

  /// Kernel taps along an axis of `extent` pixels that touch the map from output `index`.
  package func taps(of index: Int, extent: Int) -> Range<Int> {
    let first = index &* stride &- padding
    let lower = max(0, -first)
    return lower..<max(lower, min(kernel, extent &- first))
  }
}

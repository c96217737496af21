/// A way to compute the gradient of a depthwise convolution with respect to its weights.
///
/// dW(c, ky, kx) = Σ over images and outputs of ∂L/∂y(n, c, y, x)·input(n, c, y + ky − p, x + kx − p).
package protocol WeightGradientAlgorithm: Sendable {
  /// Stable public name, that of the forward algorithm of the same kind.
  var id: String { get }
  /// The instruction set the code is built for.
  var instructionSet: InstructionSet { get }
  /// Declines shapes it cannot compute, with a reason a person can read.
  func support(for shape: DepthwiseShape) -> Support
  /// How its results round; decides how they are verified.
  func rounding(of shape: DepthwiseShape) -> Rounding
  /// Allocates everything `run` needs; never called inside a timed region.
  ///
  /// The shape's channels lie in `slice` of both tensors that `run` will be given.
  func prepare(
    _ shape: DepthwiseShape, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedWeightGradient
  /// Floating-point operations one run executes, padding and vector tails included; an FMA is 2.
  func executedFLOPs(_ shape: DepthwiseShape) -> Int
}

/// A weight gradient ready to run.
///
/// `run` does not allocate, check, lock, print or throw.
package protocol PreparedWeightGradient: AnyObject {
  /// Scratch memory that `run` writes, allocated by `prepare`.
  var workspaceByteCount: Int { get }

  /// Overwrites `weightGradient`, [channel][ky][kx] of the shape's channels; `input` and
  /// `outputGradient` are whole tensors in the prepared layout. Nothing may overlap.
  func run(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>)
}

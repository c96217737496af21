import ConvModel
import ConvPlanning

/// A planned depthwise layer; its program shares the channels between threads by itself.
final class DepthwiseStep: NetworkStep {
  private let program: PreparedProgram
  private let layer: Int
  private let source: UnsafePointer<Float>
  private let target: UnsafeMutablePointer<Float>

  init(
    _ program: PreparedProgram, layer: Int, source: UnsafePointer<Float>,
    target: UnsafeMutablePointer<Float>
  ) {
    self.program = program
    self.layer = layer
    self.source = source
    self.target = target
  }

  override var isShared: Bool { false }
  override var workspaceByteCount: Int { program.workspaceByteCount }

  override func run(member: Int, times: LayerTimes?) {
    let begin = times?.read() ?? 0
    program.run(input: source, output: target)
    if let times { _ = times.add(since: begin, to: layer) }
  }
}

/// A depthwise layer with a stride, the output rows of all images shared between members.
final class StridedStep: NetworkStep {
  private let shape: StridedShape
  private let images: Int
  private let members: Int
  private let layer: Int
  private let layers: any LayerKernels
  /// [ky][kx][channel].
  private let weights: UnsafePointer<Float>
  private let bias: UnsafePointer<Float>
  private let source: UnsafePointer<Float>
  private let target: UnsafeMutablePointer<Float>

  init(
    _ shape: StridedShape, images: Int, members: Int, layer: Int, layers: any LayerKernels,
    weights: UnsafePointer<Float>, bias: UnsafePointer<Float>, source: UnsafePointer<Float>,
    target: UnsafeMutablePointer<Float>
  ) {
    self.shape = shape
    self.images = images
    self.members = members
    self.layer = layer
    self.layers = layers
    self.weights = weights
    self.bias = bias
    self.source = source
    self.target = target
  }

  override func run(member: Int, times: LayerTimes?) {
    let begin = times?.read() ?? 0
    let height = shape.outputHeight
    let range = share(images &* height, of: member, members: members)
    var row = range.lowerBound
    while row < range.upperBound {
      let (image, first) = row.quotientAndRemainder(dividingBy: height)
      let last = min(height, first &+ range.upperBound &- row)
      let channels = shape.inputChannels
      layers.convolve(
        source + image &* shape.inputHeight &* shape.inputWidth &* channels,
        to: target + image &* height &* shape.outputWidth &* channels, shape, weights: weights,
        bias: bias, outputRows: first..<last)
      row &+= last &- first
    }
    if let times { _ = times.add(since: begin, to: layer) }
  }
}

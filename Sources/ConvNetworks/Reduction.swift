import ConvModel

/// Sums over the pixels of each image, one set per member of a team so that none waits for another.
final class Reduction {
  let images: Int
  let channels: Int
  private let members: Int
  private let sums: AlignedBuffer<Float>

  init(images: Int, channels: Int, members: Int) {
    self.images = images
    self.channels = channels
    self.members = members
    sums = AlignedBuffer(repeating: 0, count: images * channels * members)
  }

  var byteCount: Int { sums.byteCount }

  /// The sums of one member.
  func of(member: Int, image: Int) -> UnsafeMutablePointer<Float> {
    sums.pointer + (member &* images &+ image) &* channels
  }

  /// Writes the members' sums of an image to `total` and sets them to 0 for the next run.
  func take(image: Int, _ total: UnsafeMutablePointer<Float>) {
    total.update(repeating: 0, count: channels)
    for member in 0..<members {
      let part = of(member: member, image: image)
      for channel in 0..<channels { total[channel] += part[channel] }
      part.update(repeating: 0, count: channels)
    }
  }
}

/// Turns sums over pixels into what the layers after them need; runs on the caller alone.
final class ReductionStep: NetworkStep {
  /// What becomes of the sums of an image.
  enum Kind {
    /// The mean of each channel: global average pooling.
    case mean
    /// The factor 1 + γ·n/(mean of n + ε) of global response normalisation, n the roots of the sums.
    case responseNorm(gamma: UnsafePointer<Float>, epsilon: Float)
    /// The factor sigmoid(W₂ relu(W₁ mean + b₁) + b₂), matrices as [inputs × outputs].
    case squeezeExcite(first: Dense, second: Dense)
  }

  /// A matrix with its bias, and its extents.
  struct Dense {
    let matrix: UnsafePointer<Float>
    let bias: UnsafePointer<Float>
    let inputs: Int
    let outputs: Int
  }

  private let kind: Kind
  private let sums: Reduction
  private let pixels: Int
  private let layer: Int
  private let layers: any LayerKernels
  /// [image][channel].
  private let output: UnsafeMutablePointer<Float>
  /// The means, then the hidden values.
  private let scratch: AlignedBuffer<Float>

  init(
    _ kind: Kind, sums: Reduction, pixels: Int, layer: Int, layers: any LayerKernels,
    output: UnsafeMutablePointer<Float>
  ) {
    self.kind = kind
    self.sums = sums
    self.pixels = pixels
    self.layer = layer
    self.layers = layers
    self.output = output
    var count = sums.channels
    if case .squeezeExcite(let first, _) = kind { count += first.outputs }
    scratch = AlignedBuffer(repeating: 0, count: count)
  }

  override var isShared: Bool { false }
  override var workspaceByteCount: Int { scratch.byteCount + sums.byteCount }

  override func run(member: Int, times: LayerTimes?) {
    let begin = times?.read() ?? 0
    for image in 0..<sums.images { reduce(image) }
    if let times { _ = times.add(since: begin, to: layer) }
  }

  private func reduce(_ image: Int) {
    let channels = sums.channels
    let target = output + image &* channels
    switch kind {
    case .mean:
      sums.take(image: image, target)
      for channel in 0..<channels { target[channel] /= Float(pixels) }
    case .responseNorm(let gamma, let epsilon):
      sums.take(image: image, target)
      var total: Float = 0
      for channel in 0..<channels {
        target[channel] = target[channel].squareRoot()
        total += target[channel]
      }
      let divisor = total / Float(channels) + epsilon
      for channel in 0..<channels {
        target[channel] = 1 + gamma[channel] * target[channel] / divisor
      }
    case .squeezeExcite(let first, let second):
      let (means, hidden) = (scratch.pointer, scratch.pointer + channels)
      sums.take(image: image, means)
      for channel in 0..<channels { means[channel] /= Float(pixels) }
      apply(first, means, hidden, .relu)
      apply(second, hidden, target, .sigmoid)
    }
  }

  private func apply(
    _ dense: Dense, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
    _ activation: Activation
  ) {
    MatrixProduct.multiply(
      input, dense.matrix, output, rows: 1, inputs: dense.inputs, outputs: dense.outputs)
    layers.activate(output, bias: dense.bias, rows: 1, channels: dense.outputs, activation)
  }
}

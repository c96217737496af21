package import ConvModel

/// The slow oracle: what a problem's output is, in `Double`, straight from its unmerged definition.
///
/// For each image and channel, for each branch: convolve with zero "same" padding (only taps inside
/// the map are visited), add the convolution bias and the positional embedding, normalise, and add to
/// the sum of branches. Nothing is folded or merged, and no code is shared with the rewritings it
/// judges.
package enum ReferenceConvolution {
  /// Evaluates `definition` on an `nchw` input of `definition.map`; allocates the output.
  package static func evaluate(
    _ definition: Definition, input: [Float]
  ) -> ReferenceOutput {
    evaluate(definition, values: input.map(Double.init))
  }

  /// As above, on an input in `Double`: what a layer before it computed.
  package static func evaluate(
    _ definition: Definition, values input: [Double]
  ) -> ReferenceOutput {
    let map = definition.map
    precondition(input.count == map.elementCount, "the input does not fill \(map)")
    var values = input
    var plane = [Double](repeating: 0, count: map.pixelCount)
    for channel in 0..<definition.convolvedChannels {
      let branches = definition.branches.map { ReferenceBranch($0, channel: channel) }
      for image in 0..<map.batch {
        let start = (image * map.channels + channel) * map.pixelCount
        let source = Array(values[start..<start + map.pixelCount])
        for index in start..<start + map.pixelCount { values[index] = 0 }
        for branch in branches {
          branch.evaluate(source, height: map.height, width: map.width, into: &plane)
          for pixel in plane.indices { values[start + pixel] += plane[pixel] }
        }
      }
    }
    return ReferenceOutput(
      map: map, convolvedChannels: definition.convolvedChannels, values: values)
  }
}

/// One channel of one branch.
private struct ReferenceBranch {
  let kernelHeight: Int
  let kernelWidth: Int
  /// [ky][kx] with shared cells written out and pruned taps 0.
  let weights: [Double]
  /// Convolution bias and Σ w·h: both are the same at every output, since h is indexed by the
  /// kernel offset and added on padded taps too.
  let constant: Double
  let normalization: BatchNormalization?
  let channel: Int

  init(_ branch: BranchDefinition, channel: Int) {
    let taps = branch.kernelHeight * branch.kernelWidth
    let offset = channel * taps
    var weights = [Double](repeating: 0, count: taps)
    var constant = Double(branch.bias?[channel] ?? 0)
    let cells = branch.sharing?.grid.cellOfOffset ?? []
    for row in 0..<branch.kernelHeight {
      for column in 0..<branch.kernelWidth {
        let tap = row * branch.kernelWidth + column
        if let sharing = branch.sharing {
          let cell = (channel * sharing.grid.count + cells[row]) * sharing.grid.count
          weights[tap] = Double(sharing.weights[cell + cells[column]])
        } else {
          weights[tap] = Double(branch.weights[offset + tap])
        }
        if let mask = branch.mask, mask[offset + tap] == 0 { weights[tap] = 0 }
        if let positional = branch.sharing?.positional {
          constant += weights[tap] * Double(positional[offset + tap])
        }
      }
    }
    kernelHeight = branch.kernelHeight
    kernelWidth = branch.kernelWidth
    self.weights = weights
    self.constant = constant
    normalization = branch.normalization
    self.channel = channel
  }

  /// Overwrites `target` with the branch's output for one plane.
  func evaluate(_ source: [Double], height: Int, width: Int, into target: inout [Double]) {
    for pixel in target.indices { target[pixel] = constant }
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        // A plane without pixels has no outputs to compute.
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for y in 0..<height {
          for ky in 0..<kernelHeight {
            let row = y + ky - kernelHeight / 2
            guard row >= 0, row < height else { continue }
            accumulateRow(
              source + row * width, weights: ky * kernelWidth, width: width,
              into: target + y * width)
          }
        }
      }
    }
    guard let bn = normalization else { return }
    let deviation = (Double(bn.variance[channel]) + bn.epsilon).squareRoot()
    let (gamma, beta) = (Double(bn.gamma[channel]), Double(bn.beta[channel]))
    let mean = Double(bn.mean[channel])
    for pixel in target.indices {
      target[pixel] = gamma * (target[pixel] - mean) / deviation + beta
    }
  }

  /// Adds one kernel row, whose weights start at `weights`, to one output row.
  ///
  /// `source` and `target` are rows of `width` elements; the range of x keeps x + shift in them.
  private func accumulateRow(
    _ source: UnsafePointer<Double>, weights start: Int, width: Int,
    into target: UnsafeMutablePointer<Double>
  ) {
    for kx in 0..<kernelWidth {
      let weight = weights[start + kx]
      let shift = kx - kernelWidth / 2
      let (first, end) = (max(0, -shift), min(width, width - shift))
      guard weight != 0, first < end else { continue }
      for x in first..<end { target[x] += weight * source[x + shift] }
    }
  }
}

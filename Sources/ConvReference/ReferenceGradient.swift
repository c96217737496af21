package import ConvModel

/// The slow oracle of the backward pass, in `Double`, straight from the unmerged definition.
///
/// Nothing is rotated, folded or merged: each (output, tap) pair of the forward pass is visited and its
/// product rule applied, so that no code is shared with what is judged.
package enum ReferenceGradient {
  /// The gradient with respect to the input, from that with respect to the output; allocates it.
  ///
  /// Both are `nchw`. Channels that pass through pass the gradient through.
  package static func input(
    _ definition: Definition, outputGradient: [Double]
  ) -> ReferenceOutput {
    let map = definition.map
    precondition(outputGradient.count == map.elementCount, "the gradient does not fill \(map)")
    var values = outputGradient
    for channel in 0..<definition.convolvedChannels {
      for image in 0..<map.batch {
        let start = (image * map.channels + channel) * map.pixelCount
        var sum = [Double](repeating: 0, count: map.pixelCount)
        for branch in definition.branches {
          let filter = GradientFilter(branch, channel: channel)
          for y in 0..<map.height {
            for x in 0..<map.width {
              let gradient = outputGradient[start + y * map.width + x] * filter.scale
              if gradient == 0 { continue }
              filter.forEachTap(y: y, x: x, map: map) { pixel, tap in
                sum[pixel] += gradient * filter.weights[tap]
              }
            }
          }
        }
        values.replaceSubrange(start..<start + map.pixelCount, with: sum)
      }
    }
    return ReferenceOutput(
      map: map, convolvedChannels: definition.convolvedChannels, values: values)
  }

  /// The gradient with respect to the weights of a plain depthwise convolution; allocates it.
  ///
  /// The result is [channel][ky][kx] of `shape`; `input` and `outputGradient` are `nchw` of `tensor`, whose
  /// first channels are the shape's.
  ///
  /// dW(c, ky, kx) = Σ over images and outputs of ∂L/∂y(y, x)·input(y + ky − p, x + kx − p).
  package static func weights(
    _ shape: DepthwiseShape, of tensor: MapShape, input: [Double], outputGradient: [Double]
  ) -> [Double] {
    precondition(input.count == tensor.elementCount, "the input does not fill \(tensor)")
    precondition(
      outputGradient.count == tensor.elementCount, "the gradient does not fill \(tensor)")
    let (height, width) = (tensor.height, tensor.width)
    var result: [Double] = []
    result.reserveCapacity(shape.map.channels * shape.tapCount)
    for channel in 0..<shape.map.channels {
      for ky in 0..<shape.kernelHeight {
        for kx in 0..<shape.kernelWidth {
          let (dy, dx) = (ky - shape.paddingY, kx - shape.paddingX)
          var sum = 0.0
          for image in 0..<tensor.batch {
            let plane = (image * tensor.channels + channel) * tensor.pixelCount
            for y in max(0, -dy)..<max(max(0, -dy), min(height, height - dy)) {
              let target = plane + y * width
              let source = target + dy * width + dx
              for x in max(0, -dx)..<max(max(0, -dx), min(width, width - dx)) {
                sum += outputGradient[target + x] * input[source + x]
              }
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }
}

/// One channel of one branch as the product rule needs it: shared cells written out, pruned taps 0.
private struct GradientFilter {
  let kernelHeight: Int
  let kernelWidth: Int
  let weights: [Double]
  /// ∂(normalised)/∂(convolved).
  let scale: Double

  init(_ branch: BranchDefinition, channel: Int) {
    kernelHeight = branch.kernelHeight
    kernelWidth = branch.kernelWidth
    let taps = branch.kernelHeight * branch.kernelWidth
    let cells = branch.sharing?.grid.cellOfOffset ?? []
    var weights = [Double](repeating: 0, count: taps)
    for tap in 0..<taps {
      let (row, column) = (tap / branch.kernelWidth, tap % branch.kernelWidth)
      if let sharing = branch.sharing {
        let cell = (channel * sharing.grid.count + cells[row]) * sharing.grid.count
        weights[tap] = Double(sharing.weights[cell + cells[column]])
      } else {
        weights[tap] = Double(branch.weights[channel * taps + tap])
      }
      if let mask = branch.mask, mask[channel * taps + tap] == 0 { weights[tap] = 0 }
    }
    self.weights = weights
    scale =
      branch.normalization.map { bn in
        Double(bn.gamma[channel]) / (Double(bn.variance[channel]) + bn.epsilon).squareRoot()
      } ?? 1
  }

  /// Calls `body` with input pixel and tap of every product of one output that lies on the map.
  @inline(__always)
  func forEachTap(y: Int, x: Int, map: MapShape, _ body: (_ pixel: Int, _ tap: Int) -> Void) {
    for ky in 0..<kernelHeight {
      let row = y + ky - kernelHeight / 2
      guard row >= 0, row < map.height else { continue }
      for kx in 0..<kernelWidth {
        let column = x + kx - kernelWidth / 2
        guard column >= 0, column < map.width else { continue }
        body(row * map.width + column, ky * kernelWidth + kx)
      }
    }
  }
}

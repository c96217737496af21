package import ConvModel

extension ReferenceLayers {
  /// W x + b at every pixel.
  package static func pointwise(
    _ x: ReferenceTensor, _ linear: LinearWeights
  ) -> ReferenceTensor {
    convolution(
      x, linear, DenseConvolution(kernel: 1, stride: 1, padding: 0, hasBias: linear.bias != nil))
  }

  /// A convolution over all channels, zero-padded.
  package static func convolution(
    _ x: ReferenceTensor, _ linear: LinearWeights, _ convolution: DenseConvolution
  ) -> ReferenceTensor {
    let kernel = convolution.kernel
    let shape = StridedShape(
      inputHeight: x.map.height, inputWidth: x.map.width, inputChannels: x.map.channels,
      kernel: kernel, stride: convolution.stride, padding: convolution.padding)
    precondition(linear.inputs == kernel * kernel * x.map.channels, "the matrix fits the kernel")
    var map = x.map
    map.channels = linear.outputs
    (map.height, map.width) = (shape.outputHeight, shape.outputWidth)
    let weights = linear.weights.map(Double.init)
    var result = ReferenceTensor(zeros: map)
    forEachPixel(map) { n, row, column in
      var window = [Double](repeating: 0, count: linear.inputs)
      for ky in 0..<kernel {
        for kx in 0..<kernel {
          let (y, x0) = (row * shape.stride - shape.padding + ky, column * shape.stride + kx)
          let across = x0 - shape.padding
          guard (0..<x.map.height).contains(y), (0..<x.map.width).contains(across) else { continue }
          for c in 0..<x.map.channels {
            window[(ky * kernel + kx) * x.map.channels + c] = x[n, c, y, across]
          }
        }
      }
      for output in 0..<linear.outputs {
        var sum = Double(linear.bias?[output] ?? 0)
        let start = output * linear.inputs
        for input in 0..<linear.inputs { sum += weights[start + input] * window[input] }
        result[n, output, row, column] = sum
      }
    }
    return result
  }

  /// A depthwise kernel with a stride, weights [channel][ky][kx], zero "same" padding.
  package static func strided(
    _ x: ReferenceTensor, weights: [Float], bias: [Float]?, kernel: Int, stride: Int
  ) -> ReferenceTensor {
    let channels = x.map.channels
    precondition(weights.count == channels * kernel * kernel, "one weight per channel and tap")
    let shape = StridedShape(
      inputHeight: x.map.height, inputWidth: x.map.width, inputChannels: channels, kernel: kernel,
      stride: stride, padding: kernel / 2)
    var map = x.map
    (map.height, map.width) = (shape.outputHeight, shape.outputWidth)
    var result = ReferenceTensor(zeros: map)
    forEachPixel(map) { n, row, column in
      for c in 0..<channels {
        var sum = Double(bias?[c] ?? 0)
        for ky in 0..<kernel {
          for kx in 0..<kernel {
            let (y, across) = (
              row * stride - shape.padding + ky, column * stride - shape.padding + kx
            )
            guard (0..<x.map.height).contains(y), (0..<x.map.width).contains(across) else {
              continue
            }
            sum += Double(weights[(c * kernel + ky) * kernel + kx]) * x[n, c, y, across]
          }
        }
        result[n, c, row, column] = sum
      }
    }
    return result
  }
}

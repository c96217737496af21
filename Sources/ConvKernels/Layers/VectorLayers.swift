package import ConvModel

/// The layers of this build, in its vectors.
package struct VectorLayers: LayerKernels {
  package var instructionSet: InstructionSet { buildInstructionSet }

  package init() {}

  package func normalize(
    _ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>, rows: Int,
    channels: Int, parameters: LayerNormPointers
  ) {
    normalizeRows(
      input, output, rows: rows, channels: channels, gamma: parameters.gamma,
      beta: parameters.beta, epsilon: parameters.epsilon)
  }

  package func activate(
    _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, channels: Int,
    _ activation: Activation?
  ) {
    switch activation {
    case nil: addBias(values, bias: bias, rows: rows, channels: channels)
    case .relu: addBiasReLU(values, bias: bias, rows: rows, channels: channels)
    case .gelu: addBiasGELU(values, bias: bias, rows: rows, channels: channels)
    case .sigmoid: addBiasSigmoid(values, bias: bias, rows: rows, channels: channels)
    }
  }

  package func scaleAndAdd(
    _ values: UnsafePointer<Float>, bias: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>, rows: Int, channels: Int
  ) {
    scaleAndAddRows(values, bias: bias, scale: scale, target, rows: rows, channels: channels)
  }

  package func scaleAndShift(
    _ input: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Float>, rows: Int, channels: Int
  ) {
    scaleAndShiftRows(input, scale: scale, shift: shift, output, rows: rows, channels: channels)
  }

  package func addRows(
    _ values: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>, rows: Int, channels: Int
  ) {
    sumRows(values, sums, rows: rows, channels: channels)
  }

  package func addSquares(
    _ values: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>, rows: Int, channels: Int
  ) {
    sumSquaresOfRows(values, sums, rows: rows, channels: channels)
  }

  package func convolve(
    _ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>,
    _ shape: StridedShape, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    outputRows range: Range<Int>
  ) {
    let channels = shape.inputChannels
    for y in range {
      let rows = shape.taps(of: y, extent: shape.inputHeight)
      let top = y &* shape.stride &- shape.padding &+ rows.lowerBound
      for x in 0..<shape.outputWidth {
        let columns = shape.taps(of: x, extent: shape.inputWidth)
        let left = x &* shape.stride &- shape.padding &+ columns.lowerBound
        let tap = rows.lowerBound &* shape.kernel &+ columns.lowerBound
        convolvePixel(
          TapWindow(
            input: input + (top &* shape.inputWidth &+ left) &* channels,
            weights: weights + tap &* channels, rows: rows.count, columns: columns.count,
            inputRowStride: shape.inputWidth &* channels,
            weightRowStride: shape.kernel &* channels),
          bias: bias, output + (y &* shape.outputWidth &+ x) &* channels, channels: channels)
      }
    }
  }
}

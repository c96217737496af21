import ConvModel

/// Some outputs of a stage by its definition, in `Double`: what a kernel must give before it is timed.
///
/// No replacement for verifying a plan, which looks at every output against a bound. This keeps a kernel that
/// computes something else from winning a comparison of times.
struct StageSamples {
  private let stage: Stage
  private let slice: TensorSlice
  private let samples: [Sample]

  private struct Sample {
    let offset: Int
    let expected: Double
    let tolerance: Double
  }

  /// Rounding of the least exact algorithm, an interpolation, relative to the sum of the products' largest
  /// values; one product of average size lost is some ten times as much.
  private static let tolerance = 3e-5

  /// Evaluates the corners, edges and middle of some channels of the first and last image.
  init(_ stage: Stage, on slice: TensorSlice, input: UnsafePointer<Float>) {
    self.stage = stage
    self.slice = slice
    let map = stage.shape.map
    var samples: [Sample] = []
    for image in Set([0, map.batch - 1]) {
      for channel in Set([0, map.channels / 2, map.channels - 1]) {
        let kernel = Self.kernel(of: stage, channel: channel)
        let plane = input + slice.planeOffset(image: image, channel: channel)
        let bias = Double(stage.bias?[channel] ?? 0)
        let largest = Self.largest(plane, map, stride: slice.pixelStride)
        let scale = abs(bias) + largest * kernel.reduce(0) { $0 + abs(Double($1)) }
        for y in Set([0, map.height / 3, map.height / 2, map.height - 1]) {
          for x in Set([0, map.width / 3, map.width / 2, map.width - 1]) {
            samples.append(
              Sample(
                offset: slice.planeOffset(image: image, channel: channel)
                  + (y * map.width + x) * slice.pixelStride,
                expected: bias
                  + Self.sum(stage.shape, kernel, plane, stride: slice.pixelStride, y: y, x: x),
                tolerance: Self.tolerance * scale))
          }
        }
      }
    }
    self.samples = samples
  }

  /// What is wrong with an output that began as zeros or not-a-number; `nil` for nothing.
  func flaw(in output: UnsafePointer<Float>) -> String? {
    let map = stage.shape.map
    for image in 0..<map.batch {
      for channel in 0..<map.channels {
        let plane = output + slice.planeOffset(image: image, channel: channel)
        for pixel in 0..<map.pixelCount where !plane[pixel * slice.pixelStride].isFinite {
          return "wrote \(plane[pixel * slice.pixelStride])"
        }
      }
    }
    for sample in samples {
      let found = Double(output[sample.offset])
      if abs(found - sample.expected) > sample.tolerance {
        return "gave \(found) instead of \(sample.expected)"
      }
    }
    return nil
  }

  /// One channel's weights tap by tap, [ky][kx].
  private static func kernel(of stage: Stage, channel: Int) -> [Float] {
    let first = channel * stage.weightsPerChannel
    guard case .shared(let grid) = stage.structure else {
      return Array(stage.weights[first..<first + stage.weightsPerChannel])
    }
    let cells = grid.cellOfOffset
    return cells.flatMap { a in cells.map { b in stage.weights[first + a * grid.count + b] } }
  }

  private static func largest(
    _ plane: UnsafePointer<Float>, _ map: MapShape, stride: Int
  ) -> Double {
    (0..<map.pixelCount).reduce(0) { max($0, abs(Double(plane[$1 * stride]))) }
  }

  /// The products of one output.
  private static func sum(
    _ shape: DepthwiseShape, _ kernel: [Float], _ plane: UnsafePointer<Float>, stride: Int, y: Int,
    x: Int
  ) -> Double {
    var sum = 0.0
    for ky in 0..<shape.kernelHeight {
      let row = y + ky - shape.paddingY
      guard (0..<shape.map.height).contains(row) else { continue }
      for kx in 0..<shape.kernelWidth {
        let column = x + kx - shape.paddingX
        guard (0..<shape.map.width).contains(column) else { continue }
        sum +=
          Double(kernel[ky * shape.kernelWidth + kx])
          * Double(plane[(row * shape.map.width + column) * stride])
      }
    }
    return sum
  }
}

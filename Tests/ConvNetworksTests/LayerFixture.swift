import ConvModel
import ConvPlanning
import ConvReference
import KernelBuilds
import TestSupport

/// A build's layer kernels with a size, as tests run over them.
struct LayerCase: CustomStringConvertible, Sendable {
  let build: KernelBuild
  let channels: Int
  let rows: Int
  let guardAtEnd: Bool

  var description: String { "\(build)/\(channels)x\(rows)/\(guardAtEnd ? "end" : "start")" }

  /// Sizes below, at and above the lanes of every build, and the odd widths of 1.3 times wider networks;
  /// each against a guard page on either side.
  static let all: [LayerCase] = KernelBuild.all.flatMap { build in
    [1, 3, 4, 8, 17, 32, 33, 124, 499].flatMap { channels in
      [1, 7].flatMap { rows in
        [true, false].map {
          LayerCase(build: build, channels: channels, rows: rows, guardAtEnd: $0)
        }
      }
    }
  }

  var kernels: any LayerKernels { build.layers }

  /// Values of about `deviation` around `mean`.
  func values(
    _ role: String, rows: Int, mean: Float = 0, deviation: Double = 1
  ) -> [Float] {
    Fill(.unitVariance, seed: 7).values(
      role: role, planes: rows, count: channels, deviation: deviation
    ).map { mean + $0 }
  }

  /// `values` against a guard page.
  func guarded(_ values: [Float]) -> GuardedBuffer { GuardedBuffer(values, guardAtEnd: guardAtEnd) }

  /// Rows as a tensor of one pixel per row.
  func tensor(_ values: [Float]) -> ReferenceTensor {
    let map = MapShape(channels: channels, height: values.count / channels, width: 1)
    var tensor = ReferenceTensor(zeros: map)
    for row in 0..<map.height {
      for channel in 0..<channels {
        tensor[0, channel, row, 0] = Double(values[row * channels + channel])
      }
    }
    return tensor
  }
}

/// The largest difference between rows and a reference of as many pixels, relative to 1 + |reference|.
func largestError(_ rows: [Float], _ reference: ReferenceTensor) -> Double {
  let channels = reference.map.channels
  var largest = 0.0
  for (index, value) in rows.enumerated() {
    let exact = reference.values[
      index % channels * reference.map.pixelCount + index / channels]
    let error = abs(Double(value) - exact) / (1 + abs(exact))
    guard error.isFinite else { return .infinity }
    largest = max(largest, error)
  }
  return largest
}

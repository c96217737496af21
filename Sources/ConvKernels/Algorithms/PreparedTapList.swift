import ConvModel

/// The taps, the planes and the loop nest of `TapList`.
final class PreparedTapList: PreparedKernel {
  private let geometry: TapListGeometry
  private let slice: TensorSlice
  private let channels: Int
  private let accumulates: Bool
  private let bias: AlignedBuffer<Float>
  /// Kept taps of all channels, channel by channel in row order.
  private let taps: AlignedBuffer<Tap>
  /// First tap of each vertical offset −marginY … marginY + 1, per channel.
  private let rowStarts: AlignedBuffer<Int32>
  private let plane: AlignedBuffer<Float>
  private let output: AlignedBuffer<Float>
  private let outputStride: Int

  init(_ stage: Stage, slice: TensorSlice) {
    let geometry = TapListGeometry(stage.shape)
    self.geometry = geometry
    self.slice = slice
    let map = stage.shape.map
    self.channels = map.channels
    accumulates = stage.accumulates
    bias = AlignedBuffer(stage.bias ?? Array(repeating: 0, count: map.channels))
    var packed: [Tap] = []
    var starts: [Int32] = []
    for channel in 0..<map.channels {
      let kept = geometry.keptTaps(stage, channel: channel)
      var next = kept.startIndex
      for dy in -geometry.marginY...geometry.marginY + 1 {
        starts.append(Int32(packed.count))
        while next < kept.endIndex, kept[next].dy == dy {
          let offset = dy * geometry.planeStride + kept[next].dx
          packed.append(Tap(offset: Int32(offset), weight: kept[next].weight))
          next += 1
        }
      }
    }
    taps = AlignedBuffer(packed)
    rowStarts = AlignedBuffer(starts)
    plane = AlignedBuffer(repeating: 0, count: geometry.planeFloats)
    outputStride = (map.width + laneCount - 1) / laneCount * laneCount
    let outputRows = (map.height + tapTileRows - 1) / tapTileRows * tapTileRows
    output = AlignedBuffer(uninitialized: outputRows * outputStride)
  }

  var workspaceByteCount: Int { plane.byteCount + output.byteCount }
  var weightByteCount: Int { weightMemory.reduce(0) { $0 + $1.count } }
  var weightMemory: [UnsafeRawBufferPointer] {
    [taps.rawBytes, rowStarts.rawBytes, bias.rawBytes]
  }

  func run(input: UnsafePointer<Float>, output target: UnsafeMutablePointer<Float>) {
    for image in 0..<slice.tensor.batch {
      for channel in 0..<channels {
        let offset = slice.planeOffset(image: image, channel: channel)
        load(input + offset)
        compute(channel: channel)
        unload(target + offset)
      }
    }
  }

  private func compute(channel: Int) {
    let starts =
      UnsafePointer(rowStarts.pointer) + channel &* (2 &* geometry.marginY &+ 2)
      + geometry.marginY
    var y = 0
    while y < geometry.height {
      let active = geometry.activeRows(y: y)
      let first = Int(starts[max(active.lowerBound, -geometry.marginY)])
      let end = Int(starts[min(active.upperBound, geometry.marginY) &+ 1])
      // In bounds: the margins cover every kept offset; the last vector and tile have rows of their own.
      let row =
        UnsafePointer(plane.pointer) + (y &+ geometry.marginY) &* geometry.planeStride
        + geometry.marginX
      var x = 0
      while x < geometry.width {
        accumulateTaps(
          output.pointer + (y &* outputStride &+ x), outputStride: outputStride, plane: row + x,
          planeStride: geometry.planeStride, taps: taps.pointer + first, count: end &- first,
          bias: bias.pointer[channel])
        x &+= laneCount
      }
      y &+= tapTileRows
    }
  }

  private func load(_ source: UnsafePointer<Float>) {
    let stride = slice.pixelStride
    var pixel = source
    for y in 0..<geometry.height {
      let line =
        plane.pointer + (y &+ geometry.marginY) &* geometry.planeStride + geometry.marginX
      for x in 0..<geometry.width {
        line[x] = pixel.pointee
        pixel += stride
      }
    }
  }

  private func unload(_ target: UnsafeMutablePointer<Float>) {
    let stride = slice.pixelStride
    var pixel = target
    for y in 0..<geometry.height {
      let line = UnsafePointer(output.pointer) + y &* outputStride
      for x in 0..<geometry.width {
        pixel.pointee = accumulates ? pixel.pointee + line[x] : line[x]
        pixel += stride
      }
    }
  }
}

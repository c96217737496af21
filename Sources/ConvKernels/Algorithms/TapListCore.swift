import ConvModel

/// The taps, the planes and the loop nest of `TapList` over the channels of a lane group.
final class TapListCore: GroupCore {
  let margin = 0
  private let geometry: TapListGeometry
  private let channels: Int
  private let bias: AlignedBuffer<Float>
  /// Kept taps of all channels, channel by channel in row order.
  private let taps: AlignedBuffer<Tap>
  /// First tap of each vertical offset 1 − height … height, per channel.
  private let rowStarts: AlignedBuffer<Int>
  /// [lane][row][x], with margins.
  private let planes: AlignedBuffer<Float>
  /// Outputs of one channel, [row][x].
  private let plane: AlignedBuffer<Float>
  /// Outputs of the group, [y][x][lane].
  private let outputs: AlignedBuffer<Float>

  init(_ stage: Stage) {
    let geometry = TapListGeometry(stage.shape)
    self.geometry = geometry
    let map = stage.shape.map
    channels = map.channels
    bias = LanePacking.packBias(stage.bias, channels: map.channels)
    var packed: [Tap] = []
    var starts: [Int] = []
    for channel in 0..<map.channels {
      let kept = geometry.keptTaps(stage, channel: channel)
      var next = kept.startIndex
      for dy in 1 - map.height...map.height {
        starts.append(packed.count)
        while next < kept.endIndex, kept[next].dy == dy {
          let offset = dy * geometry.planeStride + kept[next].dx
          packed.append(Tap(offset: Int32(offset), weight: kept[next].weight))
          next += 1
        }
      }
    }
    taps = AlignedBuffer(packed)
    rowStarts = AlignedBuffer(starts)
    planes = AlignedBuffer(repeating: 0, count: laneCount * geometry.planeFloats)
    plane = AlignedBuffer(uninitialized: geometry.outputFloats)
    outputs = AlignedBuffer(repeating: 0, count: map.pixelCount * laneCount)
  }

  var workspaceByteCount: Int { planes.byteCount + plane.byteCount + outputs.byteCount }
  var weightMemory: [UnsafeRawBufferPointer] {
    [taps.rawBytes, rowStarts.rawBytes, bias.rawBytes]
  }

  func run(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane,
    ahead: Lookahead
  ) {
    let first = group &* laneCount
    let lanes = min(laneCount, channels &- first)
    // All lanes before the first product: a vector loaded right after the scalar stores that it spans
    // would wait for them.
    for lane in 0..<lanes { load(input + lane, lane: lane, rowStride: inputRowStride) }
    for lane in 0..<lanes {
      ahead.fetch(part: lane, of: lanes)
      compute(channel: first &+ lane, lane: lane)
      unload(lane: lane)
    }
    var source = UnsafePointer(outputs.pointer)
    for y in 0..<geometry.height {
      for x in 0..<geometry.width {
        output.put(loadLanes(source), y: y, x: x)
        source += laneCount
      }
    }
  }

  /// Copies one lane of a staged plane in.
  private func load(_ source: UnsafePointer<Float>, lane: Int, rowStride: Int) {
    let plane = planes.pointer + (lane &* geometry.planeFloats &+ geometry.origin)
    for y in 0..<geometry.height {
      var pixel = source + y &* rowStride
      let line = plane + y &* geometry.planeStride
      for x in 0..<geometry.width {
        line[x] = pixel.pointee
        pixel += laneCount
      }
    }
  }

  /// Computes every output of a channel that is loaded.
  private func compute(channel: Int, lane: Int) {
    let starts = rowStarts.pointer + (channel &* 2 &* geometry.height &+ geometry.height &- 1)
    let origin =
      UnsafePointer(planes.pointer) + (lane &* geometry.planeFloats &+ geometry.origin)
    var call = TapTile(
      plane: origin, planeStride: geometry.planeStride, taps: taps.pointer, count: 0,
      bias: bias.pointer[channel], output: plane.pointer, outputStride: geometry.outputStride)
    var y = 0
    while y < geometry.height {
      let active = geometry.activeRows(y: y)
      let first = starts[active.lowerBound]
      call.taps = UnsafePointer(taps.pointer) + first
      call.count = starts[active.upperBound &+ 1] &- first
      // In bounds: the margins cover every kept offset; the last vector and tile have room of their own.
      call.plane = origin + y &* geometry.planeStride
      call.output = plane.pointer + y &* geometry.outputStride
      var vector = 0
      while vector < geometry.vectors {
        let isPair = vector &+ 1 < geometry.vectors
        if isPair { accumulateTapPairs(call) } else { accumulateTaps(call) }
        let step = isPair ? 2 : 1
        vector &+= step
        call.plane += step &* laneCount
        call.output += step &* laneCount
      }
      y &+= tapTileRows
    }
  }

  /// Writes the outputs of a channel to its lane.
  private func unload(lane: Int) {
    var target = outputs.pointer + lane
    for y in 0..<geometry.height {
      let line = UnsafePointer(plane.pointer) + y &* geometry.outputStride
      for x in 0..<geometry.width {
        target.pointee = line[x]
        target += laneCount
      }
    }
  }
}

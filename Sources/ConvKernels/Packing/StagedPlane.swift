import ConvModel

/// One lane group of one image, copied out of the tensor: rows of pixels, the group's channels innermost.
///
/// Zero margins left and right of every row let a register tile run over the map's edge without
/// branches. Within the rows, lanes past the last channel hold anything: no lane reads another. Rows have
/// no margin: kernels clip them exactly.
final class StagedPlane {
  let map: MapShape
  let slice: TensorSlice
  let margin: Int
  let memory: AlignedBuffer<Float>

  /// Floats per staged row.
  let rowStride: Int

  /// Allocates a plane with `margin` zero pixels on either side of each row.
  init(map: MapShape, slice: TensorSlice, margin: Int) {
    self.map = map
    self.slice = slice
    self.margin = margin
    rowStride = (map.width + 2 * margin) * laneCount
    // One vector more in front: a ragged group is stored some lanes early.
    memory = AlignedBuffer(repeating: 0, count: laneCount + map.height * rowStride)
  }

  /// First pixel of the first row.
  var origin: UnsafeMutablePointer<Float> { memory.pointer + (margin + 1) * laneCount }

  /// Channels of lane group `group` that exist.
  func channelCount(group: Int) -> Int { min(laneCount, map.channels - group * laneCount) }

  /// Copies a lane group of `image` in from `tensor`.
  func load(_ tensor: UnsafePointer<Float>, image: Int, group: Int) {
    load(tensor, image: image, group: group, rows: 0..<map.height)
  }

  /// Copies some rows of a lane group of `image` in from `tensor`.
  func load(_ tensor: UnsafePointer<Float>, image: Int, group: Int, rows: Range<Int>) {
    let channel = group &* laneCount
    let count = channelCount(group: group)
    let stride = slice.pixelStride
    let rowFloats = stride &* map.width
    if slice.layout == .nchw {
      let planes = tensor + slice.planeOffset(image: image, channel: channel)
      for y in rows {
        gatherPlanes(
          origin + y &* rowStride, from: planes + y &* rowFloats, planeStride: map.pixelCount,
          channelCount: count, count: map.width)
      }
      return
    }
    let source = tensor + slice.planeOffset(image: image, channel: channel)
    let missing = laneCount &- count
    for y in rows {
      let row = source + y &* rowFloats
      let target = origin + y &* rowStride
      if missing == 0 || slice.layout == .nchw16c {
        copyPixels(target, stride: laneCount, from: row, stride: stride, count: map.width)
      } else if channel >= missing {
        // Whole vectors that end at the last channel, stored as many lanes early: what comes before
        // falls on the missing lanes of the pixel to the left.
        copyPixels(
          target - missing, stride: laneCount, from: row - missing, stride: stride,
          count: map.width)
        // A margin stays zero: the next group may have all lanes.
        if margin > 0 { (target - missing).update(repeating: 0, count: missing) }
      } else {
        for x in 0..<map.width {
          for lane in 0..<count { target[x &* laneCount &+ lane] = row[x &* stride &+ lane] }
        }
      }
    }
  }

  /// Copies the plane out to `tensor`, or adds it there.
  func unload(
    _ tensor: UnsafeMutablePointer<Float>, image: Int, group: Int, accumulates: Bool
  ) {
    for y in 0..<map.height {
      let row = PixelRow(y: y, firstPixel: 0, pixelCount: map.width)
      slice.put(
        origin + y &* rowStride, row, tensor, image: image, group: group,
        channelCount: channelCount(group: group), accumulates: accumulates)
    }
  }
}

/// Neighbouring pixels of one row.
struct PixelRow {
  var y: Int
  var firstPixel: Int
  var pixelCount: Int
}

extension TensorSlice {
  /// Writes (or adds) a lane group's values, one vector per pixel at `source`, to pixels of `tensor`.
  ///
  /// Touches no channel past the group; one vector before `source` must be readable.
  func put(
    _ source: UnsafePointer<Float>, _ row: PixelRow, _ tensor: UnsafeMutablePointer<Float>,
    image: Int, group: Int, channelCount: Int, accumulates: Bool
  ) {
    let channel = group &* laneCount
    let stride = pixelStride
    let offset = (row.y &* self.tensor.width &+ row.firstPixel) &* stride
    let target = tensor + (planeOffset(image: image, channel: channel) &+ offset)
    let missing = laneCount &- channelCount
    let count = row.pixelCount
    switch layout {
    case .nchw:
      scatterPlanes(
        target, planeStride: self.tensor.pixelCount, from: source, channelCount: channelCount,
        count: count, accumulates: accumulates)
    case _ where missing == 0:
      if accumulates {
        addPixels(target, stride: stride, from: source, stride: laneCount, count: count)
      } else {
        copyPixels(target, stride: stride, from: source, stride: laneCount, count: count)
      }
    case .nchw16c:
      mergePixels(
        target, stride: stride, from: source, stride: laneCount, count: count,
        kept: 0..<channelCount, accumulates: accumulates)
    case _ where channel >= missing:
      // The lanes before are this stage's own: no other thread writes them.
      mergePixels(
        target - missing, stride: stride, from: source - missing, stride: laneCount, count: count,
        kept: missing..<laneCount, accumulates: accumulates)
    default:
      // Fewer channels in all than lanes: no whole vector of this stage's own ends there.
      for x in 0..<count {
        for lane in 0..<channelCount {
          let value = source[x &* laneCount &+ lane]
          let index = x &* stride &+ lane
          target[index] = accumulates ? target[index] + value : value
        }
      }
    }
  }
}

import ConvModel

/// One lane group of one image, copied out of the tensor: rows of pixels, the group's channels innermost.
///
/// Zero margins left and right of every row let a register tile run over the map's edge without
/// branches; lanes past the last channel are zero too. Rows have no margin: kernels clip them exactly.
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
    memory = AlignedBuffer(repeating: 0, count: map.height * rowStride)
  }

  /// First pixel of the first row.
  var origin: UnsafeMutablePointer<Float> { memory.pointer + margin * laneCount }

  /// Channels of lane group `group` that exist.
  func channelCount(group: Int) -> Int { min(laneCount, map.channels - group * laneCount) }

  /// Copies a lane group of `image` in from `tensor`.
  func load(_ tensor: UnsafePointer<Float>, image: Int, group: Int) {
    let channel = group * laneCount
    let count = channelCount(group: group)
    if slice.layout == .nchw {
      for lane in 0..<count {
        let plane = tensor + slice.planeOffset(image: image, channel: channel + lane)
        scatter(plane, lane: lane)
      }
      return
    }
    let stride = slice.pixelStride
    var source = tensor + slice.planeOffset(image: image, channel: channel)
    for y in 0..<map.height {
      var target = origin + y &* rowStride
      if count == laneCount {
        for _ in 0..<map.width {
          store(loadLanes(source), target)
          source += stride
          target += laneCount
        }
      } else {
        for _ in 0..<map.width {
          for lane in 0..<count { target[lane] = source[lane] }
          source += stride
          target += laneCount
        }
      }
    }
  }

  /// Copies the plane out to `tensor`, or adds it there.
  func unload(
    _ tensor: UnsafeMutablePointer<Float>, image: Int, group: Int, accumulates: Bool
  ) {
    let channel = group * laneCount
    let stride = slice.pixelStride
    for lane in 0..<channelCount(group: group) {
      var target = tensor + slice.planeOffset(image: image, channel: channel + lane)
      for y in 0..<map.height {
        var source = UnsafePointer(origin) + y &* rowStride + lane
        for _ in 0..<map.width {
          target.pointee = accumulates ? target.pointee + source.pointee : source.pointee
          target += stride
          source += laneCount
        }
      }
    }
  }

  private func scatter(_ plane: UnsafePointer<Float>, lane: Int) {
    var source = plane
    for y in 0..<map.height {
      var target = origin + y &* rowStride + lane
      for _ in 0..<map.width {
        target.pointee = source.pointee
        source += 1
        target += laneCount
      }
    }
  }
}

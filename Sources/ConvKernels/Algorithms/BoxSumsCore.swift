import ConvModel

/// The packed cell weights, the scratch rows and the loop nest of `BoxSums`.
final class BoxSumsCore: GroupCore {
  let margin = 0
  private let geometry: BoxSumsGeometry
  /// [group][class][a of the class][b][lane].
  private let weights: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  private let groupStride: Int
  /// Horizontal sums of one row, [length][pixel from −margin][lane].
  private let sums: AlignedBuffer<Float>
  private let schedule: BoxSumsSchedule
  /// Vertical sums of as many rows as the largest power of two reached, [row from 1 − longest][x][lane].
  private let vertical: AlignedBuffer<Float>
  /// Outputs of the group, [y][x][lane].
  private let outputs: AlignedBuffer<Float>
  let phaseNames = ["box sums", "products", "write out"]
  var phases = CorePhases()

  init?(_ stage: Stage) {
    guard let geometry = BoxSumsGeometry(stage.outline) else { return nil }
    self.geometry = geometry
    let count = geometry.runs.count
    let channels = stage.shape.map.channels
    let order = geometry.classes.flatMap(\.cells)
    groupStride = order.count * count * laneCount
    weights = LanePacking.pack(
      Self.reordered(stage.weights, channels: channels, cells: count, order: order),
      channels: channels, perChannel: order.count * count)
    bias = LanePacking.packBias(stage.bias, channels: channels)
    schedule = BoxSumsSchedule(geometry)
    sums = AlignedBuffer(repeating: 0, count: geometry.lengths.count * geometry.sumStride)
    vertical = AlignedBuffer(
      uninitialized: (geometry.height + geometry.longestRun) * geometry.width * laneCount)
    outputs = AlignedBuffer(
      uninitialized: geometry.height * geometry.storedWidth * laneCount)
  }

  var workspaceByteCount: Int { sums.byteCount + vertical.byteCount + outputs.byteCount }
  var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes, bias.rawBytes] }

  func run(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane,
    ahead: Lookahead
  ) {
    let shift = loadLanes(bias.pointer + group &* laneCount)
    var index = 0
    while index < outputs.count {
      store(shift, outputs.pointer + index)
      index &+= laneCount
    }
    let kernel = UnsafePointer(weights.pointer) + group &* groupStride
    let origin = sums.pointer + geometry.margin &* laneCount
    let (rows, products) = (schedule.rows.pointer, schedule.products.pointer)
    let (spans, spanCount) = (schedule.spans.pointer, schedule.spans.count)
    let target = outputs.pointer
    var call = CellRows(
      sums: origin, offsets: UnsafePointer(schedule.cellOffsets.pointer), weights: kernel,
      tiles: UnsafePointer(products.pointee.tiles), tileCount: 0)
    let stride = geometry.runs.count &* laneCount
    var power = 1
    var place = 0
    for index in 0..<schedule.rows.count {
      phases.enter(0)
      ahead.fetch(part: index, of: schedule.rows.count)
      let row = rows[index]
      while power < row.power {
        double(power, input: input, inputRowStride: inputRowStride)
        power &*= 2
      }
      sumColumns(row, to: origin, input: input, inputRowStride: inputRowStride)
      addSpans(origin, spans, count: spanCount)
      phases.enter(1)
      while place < row.endProduct {
        let product = products + place
        call.weights = kernel + product.pointee.weights
        call.tiles = product.pointee.tiles
        call.tileCount = product.pointee.tileCount
        let row0 = target + product.pointee.row0
        switch product.pointee.rows {
        #if !LKB_PORTABLE
          case 3:
            accumulateCells3(
              row0, target + product.pointee.row1, target + product.pointee.row2,
              stride: stride, call)
        #endif
        case 2: accumulateCells2(row0, target + product.pointee.row1, stride: stride, call)
        case 1: accumulateCells1(row0, call)
        default: preconditionFailure("a tile of more rows than this build has code for")
        }
        place &+= 1
      }
    }
    phases.enter(2)
    for y in 0..<geometry.height {
      var source = outputs.pointer + y &* geometry.storedWidth &* laneCount
      for x in 0..<geometry.width {
        output.put(loadLanes(source), y: y, x: x)
        source += laneCount
      }
    }
  }

  private var rowFloats: Int { geometry.width &* laneCount }
  /// Vertical sums that start at input row 0.
  private var verticalOrigin: UnsafeMutablePointer<Float> {
    vertical.pointer + (geometry.longestRun &- 1) &* rowFloats
  }

  /// Turns the vertical sums of `power` rows into sums of twice as many, in place.
  private func double(_ power: Int, input: UnsafePointer<Float>, inputRowStride: Int) {
    let origin = verticalOrigin
    for row in 1 &- 2 &* power..<geometry.height {
      let target = origin + row &* rowFloats
      let isFirst = power == 1
      let upper = isFirst ? input + row &* inputRowStride : UnsafePointer(target)
      let lower =
        isFirst
        ? input + (row &+ power) &* inputRowStride
        : UnsafePointer(origin) + (row &+ power) &* rowFloats
      if row <= -power {
        target.update(from: lower, count: rowFloats)
      } else if row &+ power < geometry.height {
        addRows(target, upper, lower, pixels: geometry.width)
      } else if isFirst {
        target.update(from: upper, count: rowFloats)
      }
    }
  }

  /// Writes one row of vertical sums to `target`.
  @inline(__always)
  private func sumColumns(
    _ row: BoxRow, to target: UnsafeMutablePointer<Float>, input: UnsafePointer<Float>,
    inputRowStride: Int
  ) {
    let source =
      row.power == 1
      ? input + row.row &* inputRowStride
      : UnsafePointer(verticalOrigin) + row.row &* rowFloats
    if row.row > -row.power {
      var index = 0
      while index < rowFloats {
        store(loadLanes(source + index), target + index)
        index &+= laneCount
      }
    } else {
      target.update(repeating: 0, count: rowFloats)
    }
    var extra = row.firstExtra
    while extra < row.endExtra {
      addRows(target, target, input + extra &* inputRowStride, pixels: geometry.width)
      extra &+= 1
    }
  }

  /// [channel][class][a of the class][b].
  private static func reordered(
    _ values: [Float], channels: Int, cells: Int, order: [Int]
  ) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(channels * order.count * cells)
    for channel in 0..<channels {
      for cell in order {
        let start = (channel * cells + cell) * cells
        result += values[start..<start + cells]
      }
    }
    return result
  }
}

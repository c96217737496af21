/// Outputs of one row that a band cell holds in registers.
package let bandColumns = 7
/// Kernel columns of one band cell at most: 7 accumulators, 7 weights and an input fill 16 registers;
/// multiplying and adding separately needs more for products.
#if LKB_PORTABLE
  package let bandTaps = 4
#else
  package let bandTaps = 7
#endif

/// One kind of work on `bandColumns` neighbouring outputs and one kernel row, repeated over blocks.
///
/// A *parallelogram* takes `taps` kernel columns for all seven outputs. Where the map ends within the
/// block's reach, a *triangle* takes the kernel columns that only some of the outputs may use, so that
/// no product with a pixel off the map is computed.
package struct BandStep: BitwiseCopyable {
  package enum Shape { case parallelogram, leftTriangle, rightTriangle }

  /// Shape and taps: the code that runs it.
  let kind: BandKind
  /// First input pixel read, in floats from the row's first pixel.
  let input: Int
  /// First kernel column, in floats from the kernel row's first.
  let weights: Int
  /// First accumulator, in floats.
  let accumulators: Int
  /// Neighbouring blocks that share the weights.
  let blockCount: Int

  /// Traps where this build has no code for so many taps.
  package init(
    _ shape: Shape, taps: Int, input: Int, weights: Int, accumulators: Int, blockCount: Int = 1
  ) {
    guard let kind = BandKind(shape, taps: taps) else {
      fatalError("there is no \(shape) of \(taps) taps")
    }
    self.kind = kind
    self.input = input * laneCount
    self.weights = weights * laneCount
    self.accumulators = accumulators * laneCount
    self.blockCount = blockCount
  }
}

/// Everything that a band step may be, each with code of its own in `accumulateBand`.
///
/// Cases that a build has no registers for are not there, so that no step can ask for them.
package enum BandKind: BitwiseCopyable, CaseIterable {
  case parallelogram1, parallelogram2, parallelogram3, parallelogram4
  #if !LKB_PORTABLE
    case parallelogram5, parallelogram6, parallelogram7
  #endif
  case leftTriangle1, leftTriangle2, leftTriangle3, leftTriangle4, leftTriangle5, leftTriangle6
  case rightTriangle1, rightTriangle2, rightTriangle3, rightTriangle4, rightTriangle5
  case rightTriangle6

  /// `nil` where there is no code for it.
  package init?(_ shape: BandStep.Shape, taps: Int) {
    let found = Self.allCases.first { $0.shape == shape && $0.taps == taps }
    guard let found else { return nil }
    self = found
  }

  package var shape: BandStep.Shape {
    switch self {
    case .parallelogram1, .parallelogram2, .parallelogram3, .parallelogram4: .parallelogram
    #if !LKB_PORTABLE
      case .parallelogram5, .parallelogram6, .parallelogram7: .parallelogram
    #endif
    case .leftTriangle1, .leftTriangle2, .leftTriangle3, .leftTriangle4, .leftTriangle5,
      .leftTriangle6:
      .leftTriangle
    case .rightTriangle1, .rightTriangle2, .rightTriangle3, .rightTriangle4, .rightTriangle5,
      .rightTriangle6:
      .rightTriangle
    }
  }

  /// Kernel columns.
  package var taps: Int {
    switch self {
    case .parallelogram1, .leftTriangle1, .rightTriangle1: 1
    case .parallelogram2, .leftTriangle2, .rightTriangle2: 2
    case .parallelogram3, .leftTriangle3, .rightTriangle3: 3
    case .parallelogram4, .leftTriangle4, .rightTriangle4: 4
    case .leftTriangle5, .rightTriangle5: 5
    case .leftTriangle6, .rightTriangle6: 6
    #if !LKB_PORTABLE
      case .parallelogram5: 5
      case .parallelogram6: 6
      case .parallelogram7: 7
    #endif
    }
  }
}

/// What one call of `accumulateBand` reads: consecutive input rows and the kernel rows they meet.
struct BandRows {
  var input: UnsafePointer<Float>
  /// Floats between input rows.
  var inputRowStride: Int
  var weights: UnsafePointer<Float>
  /// Floats between kernel rows.
  var weightRowStride: Int
  var rowCount: Int
  var steps: UnsafePointer<BandStep>
  var stepCount: Int
  /// Copying to do meanwhile.
  var transfer: UnsafeMutablePointer<RowTransfer>
}

/// Adds the products of `call`'s rows to one output row of accumulators.
///
///     for each input row, for each step
///       w[0..<taps] = weights of the kernel row
///       for each block
///         acc[0..<7] = accumulators
///         for i in 0..<taps + 6
///           x = input[i]                           one load
///           for j in 0..<taps: acc[i − j] += x · w[j]
///         accumulators = acc
///
/// For 7 taps 20 loads and 7 stores feed 49 FMAs, whose operands are registers. The accumulators go
/// through memory so that neighbouring blocks are independent: each chain is only as long as the taps,
/// and out-of-order execution hides the latency that seven chains alone could not.
@inline(never)
func accumulateBand(_ accumulators: UnsafeMutablePointer<Float>, _ call: BandRows) {
  var input = call.input
  var weights = call.weights
  for _ in 0..<call.rowCount {
    advance(call.transfer, quota: call.transfer.pointee.quota)
    var step = call.steps
    let end = step + call.stepCount
    while step < end {
      let x = input + step.pointee.input
      let w = weights + step.pointee.weights
      let target = accumulators + step.pointee.accumulators
      let count = step.pointee.blockCount
      switch step.pointee.kind {
      case .parallelogram1:
        addParallelograms(
          target, x, InlineArray<1, Lanes> { loadLanes(w + $0 &* laneCount) }, count)
      case .parallelogram2:
        addParallelograms(
          target, x, InlineArray<2, Lanes> { loadLanes(w + $0 &* laneCount) }, count)
      case .parallelogram3:
        addParallelograms(
          target, x, InlineArray<3, Lanes> { loadLanes(w + $0 &* laneCount) }, count)
      case .parallelogram4:
        addParallelograms(
          target, x, InlineArray<4, Lanes> { loadLanes(w + $0 &* laneCount) }, count)
      #if !LKB_PORTABLE
        case .parallelogram5:
          addParallelograms(
            target, x, InlineArray<5, Lanes> { loadLanes(w + $0 &* laneCount) }, count)
        case .parallelogram6:
          addParallelograms(
            target, x, InlineArray<6, Lanes> { loadLanes(w + $0 &* laneCount) }, count)
        case .parallelogram7:
          addParallelograms(
            target, x, InlineArray<7, Lanes> { loadLanes(w + $0 &* laneCount) }, count)
      #endif
      case .leftTriangle1:
        addLeftTriangle(target, x, InlineArray<1, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .leftTriangle2:
        addLeftTriangle(target, x, InlineArray<2, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .leftTriangle3:
        addLeftTriangle(target, x, InlineArray<3, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .leftTriangle4:
        addLeftTriangle(target, x, InlineArray<4, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .leftTriangle5:
        addLeftTriangle(target, x, InlineArray<5, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .leftTriangle6:
        addLeftTriangle(target, x, InlineArray<6, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .rightTriangle1:
        addRightTriangle(target, x, InlineArray<1, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .rightTriangle2:
        addRightTriangle(target, x, InlineArray<2, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .rightTriangle3:
        addRightTriangle(target, x, InlineArray<3, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .rightTriangle4:
        addRightTriangle(target, x, InlineArray<4, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .rightTriangle5:
        addRightTriangle(target, x, InlineArray<5, Lanes> { loadLanes(w + $0 &* laneCount) })
      case .rightTriangle6:
        addRightTriangle(target, x, InlineArray<6, Lanes> { loadLanes(w + $0 &* laneCount) })
      }
      step += 1
    }
    input += call.inputRowStride
    weights += call.weightRowStride
  }
}

private typealias Block = InlineArray<7, Lanes>

/// Multiplies input pixel `pixel` by the weights that join it to the block; output = pixel − tap − shift.
@inline(__always)
private func addPixel<let taps: Int>(
  _ pixel: Int, shift: Int, _ block: inout Block, _ input: UnsafePointer<Float>,
  _ weights: InlineArray<taps, Lanes>
) {
  let low = max(0, pixel &- shift &- (taps &- 1))
  let end = min(bandColumns, pixel &- shift &+ 1)
  if low >= end { return }
  let x = loadLanes(input + pixel &* laneCount)
  for column in low..<end {
    block[unchecked: column] = multiplyAdd(
      block[unchecked: column], x, weights[unchecked: pixel &- shift &- column])
  }
}

@inline(__always)
private func addParallelograms<let taps: Int>(
  _ accumulators: UnsafeMutablePointer<Float>, _ input: UnsafePointer<Float>,
  _ weights: InlineArray<taps, Lanes>, _ count: Int
) {
  var target = accumulators
  var x = input
  var left = count
  repeat {
    var block = Block { loadLanes(target + $0 &* laneCount) }
    // Written out: only constant indices keep the block in registers.
    addPixel(0, shift: 0, &block, x, weights)
    addPixel(1, shift: 0, &block, x, weights)
    addPixel(2, shift: 0, &block, x, weights)
    addPixel(3, shift: 0, &block, x, weights)
    addPixel(4, shift: 0, &block, x, weights)
    addPixel(5, shift: 0, &block, x, weights)
    addPixel(6, shift: 0, &block, x, weights)
    addPixel(7, shift: 0, &block, x, weights)
    addPixel(8, shift: 0, &block, x, weights)
    addPixel(9, shift: 0, &block, x, weights)
    addPixel(10, shift: 0, &block, x, weights)
    addPixel(11, shift: 0, &block, x, weights)
    addPixel(12, shift: 0, &block, x, weights)
    for column in 0..<bandColumns {
      store(block[unchecked: column], target + column &* laneCount)
    }
    x += bandColumns &* laneCount
    target += bandColumns &* laneCount
    left &-= 1
  } while left > 0
}

/// Kernel columns that reach the map's first pixels from some outputs only; the last tap is the nearest.
@inline(__always)
private func addLeftTriangle<let taps: Int>(
  _ target: UnsafeMutablePointer<Float>, _ input: UnsafePointer<Float>,
  _ weights: InlineArray<taps, Lanes>
) {
  var block = Block { loadLanes(target + $0 &* laneCount) }
  // Output = pixel + taps − tap.
  addPixel(0, shift: -taps, &block, input, weights)
  addPixel(1, shift: -taps, &block, input, weights)
  addPixel(2, shift: -taps, &block, input, weights)
  addPixel(3, shift: -taps, &block, input, weights)
  addPixel(4, shift: -taps, &block, input, weights)
  addPixel(5, shift: -taps, &block, input, weights)
  for column in 1..<bandColumns {
    store(block[unchecked: column], target + column &* laneCount)
  }
}

/// Kernel columns that reach the map's last pixels from some outputs only; the first tap is the nearest.
@inline(__always)
private func addRightTriangle<let taps: Int>(
  _ target: UnsafeMutablePointer<Float>, _ input: UnsafePointer<Float>,
  _ weights: InlineArray<taps, Lanes>
) {
  var block = Block { loadLanes(target + $0 &* laneCount) }
  // Output = pixel − 1 − tap.
  addPixel(1, shift: 1, &block, input, weights)
  addPixel(2, shift: 1, &block, input, weights)
  addPixel(3, shift: 1, &block, input, weights)
  addPixel(4, shift: 1, &block, input, weights)
  addPixel(5, shift: 1, &block, input, weights)
  addPixel(6, shift: 1, &block, input, weights)
  for column in 0..<bandColumns - 1 {
    store(block[unchecked: column], target + column &* laneCount)
  }
}

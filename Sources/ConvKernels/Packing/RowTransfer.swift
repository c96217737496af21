/// Copying that runs alongside the arithmetic, a few pixels per kernel row: an input row on its way into
/// its staged plane, and a finished output row on its way out.
///
/// The copies' loads and stores use slots that the multiply-adds leave free, and a miss of the cache is
/// hidden by the arithmetic that follows.
struct RowTransfer: BitwiseCopyable {
  var source: UnsafePointer<Float>
  var staged: UnsafeMutablePointer<Float>
  /// Pixels still to stage.
  var stageCount = 0
  var finished: UnsafeMutablePointer<Float>
  var output: UnsafeMutablePointer<Float>
  /// Pixels still to write.
  var outputCount = 0
  /// What replaces a written accumulator.
  var nextBias: UnsafePointer<Float>
  /// Floats between pixels of the tensors.
  var pixelStride: Int
  /// Pixels of each per kernel row.
  var quota = 0
}

/// Copies all pixels that are left.
@inline(never)
func finish(_ transfer: UnsafeMutablePointer<RowTransfer>) {
  advance(transfer, quota: max(transfer.pointee.stageCount, transfer.pointee.outputCount))
}

/// Copies at most `quota` pixels each way.
@inline(__always)
func advance(_ transfer: UnsafeMutablePointer<RowTransfer>, quota: Int) {
  let stride = transfer.pointee.pixelStride
  let stageCount = min(quota, transfer.pointee.stageCount)
  if stageCount > 0 {
    var from = transfer.pointee.source
    var to = transfer.pointee.staged
    for _ in 0..<stageCount {
      store(loadLanes(from), to)
      from += stride
      to += laneCount
    }
    transfer.pointee.source = from
    transfer.pointee.staged = to
    transfer.pointee.stageCount &-= stageCount
  }
  let outputCount = min(quota, transfer.pointee.outputCount)
  if outputCount > 0 {
    let bias = loadLanes(transfer.pointee.nextBias)
    var from = transfer.pointee.finished
    var to = transfer.pointee.output
    for _ in 0..<outputCount {
      store(loadLanes(from), to)
      store(bias, from)
      from += laneCount
      to += stride
    }
    transfer.pointee.finished = from
    transfer.pointee.output = to
    transfer.pointee.outputCount &-= outputCount
  }
}

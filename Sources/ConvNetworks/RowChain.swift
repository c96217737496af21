import ConvModel

/// Layers that treat every pixel by itself, run block by block of rows, so that what one layer writes is
/// still in the cache when the next reads it.
///
///     for each block of this thread's rows
///       for each operation: rows → rows, in scratch tiles between the first and the last
final class RowChain: NetworkStep {
  /// An operation and the layer whose time it takes.
  struct Entry {
    let operation: RowOperation
    let layer: Int
  }

  /// What a chain is made of besides its operations.
  struct Geometry {
    /// Rows in all, and of one image.
    var rows: Int
    var rowsPerImage: Int
    var blockRows: Int
    var members: Int
    /// Floats per row of source and target.
    var sourceWidth: Int
    var targetWidth: Int
  }

  private let entries: [Entry]
  private let geometry: Geometry
  private let layers: any LayerKernels
  private let source: UnsafePointer<Float>
  private let target: UnsafeMutablePointer<Float>
  private let isPerImage: Bool
  /// Of every member, from the pool that all chains share.
  private let tiles: [UnsafeMutablePointer<Float>]
  /// Of each member, [image][channel]; `nil` where nothing is reduced.
  private let sums: Reduction?

  init(
    _ entries: [Entry], _ geometry: Geometry, layers: any LayerKernels,
    source: UnsafePointer<Float>, target: UnsafeMutablePointer<Float>,
    tiles: [UnsafeMutablePointer<Float>], sums: Reduction?
  ) {
    self.entries = entries
    self.geometry = geometry
    self.layers = layers
    self.source = source
    self.target = target
    self.sums = sums
    isPerImage = entries.contains { $0.operation.isPerImage }
    self.tiles = tiles
  }

  override var isShared: Bool { geometry.members > 1 }

  override func run(member: Int, times: LayerTimes?) {
    let range = share(geometry.rows, of: member, members: geometry.members)
    var row = range.lowerBound
    while row < range.upperBound {
      var end = min(row &+ geometry.blockRows, range.upperBound)
      let image = row / geometry.rowsPerImage
      if isPerImage { end = min(end, (image &+ 1) &* geometry.rowsPerImage) }
      var time = times?.read() ?? 0
      for entry in entries {
        apply(entry.operation, Block(first: row, count: end &- row, image: image, member: member))
        if let times { time = times.add(since: time, to: entry.layer) }
      }
      row = end
    }
  }

  /// The rows that are being computed.
  private struct Block {
    let first: Int
    let count: Int
    let image: Int
    let member: Int
  }

  private func apply(_ operation: RowOperation, _ block: Block) {
    let rows = block.count
    switch operation {
    case .unfold(let shape, let to):
      unfoldRows(source, at(to, block), shape, rows: block.first..<block.first &+ rows)
    case .product(let matrix, let inputs, let outputs, let from, let to):
      MatrixProduct.multiply(
        at(from, block), matrix, at(to, block), rows: rows, inputs: inputs, outputs: outputs)
    case .normalize(let parameters, let channels, let from, let to):
      layers.normalize(
        at(from, block), to: at(to, block), rows: rows, channels: channels,
        parameters: parameters)
    case .activate(let activation, let bias, let channels, let place):
      layers.activate(at(place, block), bias: bias, rows: rows, channels: channels, activation)
    case .scaleAndShift(let scale, let shift, let perImage, let channels, let from, let to):
      let factors = perImage ? scale + block.image &* channels : scale
      layers.scaleAndShift(
        at(from, block), scale: factors, shift: shift, to: at(to, block), rows: rows,
        channels: channels)
    case .scaleAndAdd(let bias, let scale, let channels, let from):
      layers.scaleAndAdd(
        at(from, block), bias: bias, scale: scale, to: at(.target, block), rows: rows,
        channels: channels)
    case .copy(let channels, let from, let to):
      at(to, block).update(from: at(from, block), count: rows &* channels)
    case .reduce(let squares, let channels, let place):
      guard let sums else { return }
      let target = sums.of(member: block.member, image: block.image)
      if squares {
        layers.addSquares(at(place, block), to: target, rows: rows, channels: channels)
      } else {
        layers.addRows(at(place, block), to: target, rows: rows, channels: channels)
      }
    }
  }

  /// First row of the block at a place; the source is only ever read.
  private func at(_ place: RowPlace, _ block: Block) -> UnsafeMutablePointer<Float> {
    switch place {
    case .source: UnsafeMutablePointer(mutating: source) + block.first &* geometry.sourceWidth
    case .target: target + block.first &* geometry.targetWidth
    case .tile(let index): tiles[block.member &* TilePool.count &+ index]
    }
  }
}

/// Copies the input windows of output pixels `rows` (counted over all images) one after the other:
/// im2col, where a kernel row of a pixel is `kernel` neighbouring pixels with all their channels.
///
/// Taps outside the map become 0.
@inline(never)
func unfoldRows(
  _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ shape: StridedShape,
  rows: Range<Int>
) {
  let (width, channels) = (shape.inputWidth, shape.inputChannels)
  let segment = shape.kernel &* channels
  let pixels = shape.outputHeight &* shape.outputWidth
  var target = output
  for row in rows {
    let (image, pixel) = row.quotientAndRemainder(dividingBy: pixels)
    let (y, x) = pixel.quotientAndRemainder(dividingBy: shape.outputWidth)
    let columns = shape.taps(of: x, extent: width)
    let left = x &* shape.stride &- shape.padding &+ columns.lowerBound
    let plane = input + image &* shape.inputHeight &* width &* channels
    for ky in 0..<shape.kernel {
      let line = y &* shape.stride &- shape.padding &+ ky
      if line < 0 || line >= shape.inputHeight || columns.isEmpty {
        target.update(repeating: 0, count: segment)
      } else {
        let (before, count) = (columns.lowerBound &* channels, columns.count &* channels)
        target.update(repeating: 0, count: before)
        (target + before).update(
          from: plane + (line &* width &+ left) &* channels, count: count)
        (target + before + count).update(repeating: 0, count: segment &- before &- count)
      }
      target += segment
    }
  }
}

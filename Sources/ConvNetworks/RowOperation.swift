import ConvModel

/// Where an operation on a block of rows reads or writes.
enum RowPlace: Hashable {
  /// The tensor that the chain reads.
  case source
  /// The tensor that the chain writes, or adds to.
  case target
  /// Scratch rows of the running thread.
  case tile(Int)
}

/// One pass over a block of rows; parameters are borrowed from the prepared network.
enum RowOperation {
  /// The input windows of each output pixel as rows of [ky][kx][channel], from the source.
  case unfold(StridedShape, to: RowPlace)
  case product(UnsafePointer<Float>, inputs: Int, outputs: Int, from: RowPlace, to: RowPlace)
  case normalize(LayerNormPointers, channels: Int, from: RowPlace, to: RowPlace)
  case activate(Activation?, bias: UnsafePointer<Float>, channels: Int, at: RowPlace)
  /// With `perImage` each image has factors of its own, one after the other.
  case scaleAndShift(
    scale: UnsafePointer<Float>, shift: UnsafePointer<Float>, perImage: Bool, channels: Int,
    from: RowPlace, to: RowPlace)
  /// Adds to the target.
  case scaleAndAdd(
    bias: UnsafePointer<Float>, scale: UnsafePointer<Float>, channels: Int, from: RowPlace)
  case copy(channels: Int, from: RowPlace, to: RowPlace)
  /// Sums, or sums of squares, of each image's rows, into the running member's sums.
  case reduce(squares: Bool, channels: Int, at: RowPlace)

  /// Where it writes rows that were not there before; `nil` if it works in place.
  var destination: RowPlace? {
    switch self {
    case .unfold(_, let to), .product(_, _, _, _, let to), .copy(_, _, let to): to
    case .normalize(_, _, let from, let to), .scaleAndShift(_, _, _, _, let from, let to):
      from == to ? nil : to
    case .activate, .scaleAndAdd, .reduce: nil
    }
  }

  /// The same with the rows of `place` in the target instead: the result of a chain.
  func redirected(_ place: RowPlace, isLastWriter: Bool) -> RowOperation {
    func moved(_ other: RowPlace) -> RowPlace { other == place ? .target : other }
    // What the last writer reads was written before it, and stays where it is.
    func read(_ other: RowPlace) -> RowPlace { isLastWriter ? other : moved(other) }
    switch self {
    case .unfold(let shape, _): return .unfold(shape, to: .target)
    case .product(let matrix, let inputs, let outputs, let from, let to):
      return .product(matrix, inputs: inputs, outputs: outputs, from: read(from), to: moved(to))
    case .normalize(let parameters, let channels, let from, let to):
      return .normalize(parameters, channels: channels, from: read(from), to: moved(to))
    case .activate(let activation, let bias, let channels, let at):
      return .activate(activation, bias: bias, channels: channels, at: moved(at))
    case .scaleAndShift(let scale, let shift, let perImage, let channels, let from, let to):
      return .scaleAndShift(
        scale: scale, shift: shift, perImage: perImage, channels: channels, from: read(from),
        to: moved(to))
    case .scaleAndAdd: return self
    case .copy(let channels, let from, let to):
      return .copy(channels: channels, from: read(from), to: moved(to))
    case .reduce(let squares, let channels, let at):
      return .reduce(squares: squares, channels: channels, at: moved(at))
    }
  }

  /// Whether the rows of a block must belong to one image.
  var isPerImage: Bool {
    switch self {
    case .scaleAndShift(_, _, let perImage, _, _, _): perImage
    case .reduce: true
    default: false
    }
  }
}

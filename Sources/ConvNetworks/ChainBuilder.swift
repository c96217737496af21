import ConvModel

/// Collects layers that treat every pixel by itself into the operations of one chain.
///
/// A product leaves its bias, and a layer scale its factors, for the operation after it to take along:
///
///     product, activation           →  product, activate(bias)
///     product, scale, add           →  product, scaleAndAdd(bias, scale)
///     product, batch norm           →  product, scaleAndShift
struct ChainBuilder {
  private(set) var entries: [RowChain.Entry] = []
  /// Floats per row of each of the two tiles.
  private(set) var tileWidths = [Int](repeating: 0, count: TilePool.count)
  /// Channels of the rows that the operations so far leave.
  private(set) var channels: Int
  private(set) var reduction: Reduction?
  private var place = RowPlace.source
  private var nextTile = 0
  /// Not applied yet: a bias, then a scale.
  private var bias: (values: [Float], layer: Int)?
  private var scale: (factors: [Float], layer: Int)?
  private let parameters: ParameterStore

  init(channels: Int, parameters: ParameterStore) {
    self.channels = channels
    self.parameters = parameters
  }

  /// Whether it leaves rows behind, in the target.
  var hasRows: Bool { entries.contains { $0.operation.destination != nil } }

  /// Factors of each image for the channels of the source: the second pass of GRN and SE.
  mutating func applyFactors(
    _ factors: UnsafePointer<Float>, shift: [Float]?, layer: Int
  ) {
    let shift = shift.map(parameters.keep) ?? parameters.repeating(0, channels)
    let to = tile(channels)
    append(
      .scaleAndShift(
        scale: factors, shift: shift, perImage: true, channels: channels, from: place, to: to),
      layer)
    place = to
  }

  mutating func unfold(_ shape: StridedShape, layer: Int) {
    let width = shape.kernel * shape.kernel * shape.inputChannels
    let to = tile(width)
    append(.unfold(shape, to: to), layer)
    (place, channels) = (to, width)
  }

  mutating func product(_ linear: LinearWeights, layer: Int) {
    settle(layer: layer)
    let to = tile(linear.outputs)
    append(
      .product(
        parameters.transposed(linear), inputs: linear.inputs, outputs: linear.outputs,
        from: place, to: to), layer)
    (place, channels) = (to, linear.outputs)
    bias = linear.bias.map { ($0, layer) }
  }

  mutating func normalize(gamma: [Float], beta: [Float], epsilon: Double, layer: Int) {
    settle(layer: layer)
    let pointers = LayerNormPointers(
      gamma: parameters.keep(gamma), beta: parameters.keep(beta), epsilon: Float(epsilon))
    let to = place == .source ? tile(channels) : place
    append(.normalize(pointers, channels: channels, from: place, to: to), layer)
    place = to
  }

  mutating func batchNormalize(_ norm: BatchNormalization, layer: Int) {
    if scale != nil { settle(layer: layer) }
    let shifts = (0..<channels).map { channel in
      norm.shift(channel: channel) + norm.scale(channel: channel)
        * Double(bias?.values[channel] ?? 0)
    }
    bias = nil
    scaleAndShift(
      (0..<channels).map { Float(norm.scale(channel: $0)) }, shifts.map(Float.init), layer: layer)
  }

  mutating func activate(_ activation: Activation, layer: Int) {
    if scale != nil { settle(layer: layer) }
    moveOffSource(layer: layer)
    append(
      .activate(activation, bias: takeBias(), channels: channels, at: place), layer)
  }

  mutating func layerScale(_ factors: [Float], layer: Int) {
    settle(layer: layer, keepsBias: true)
    scale = (factors, layer)
  }

  /// Ends the chain: its rows are added to the target.
  mutating func add(layer: Int) {
    let factors = scale.map { parameters.keep($0.factors) } ?? parameters.repeating(1, channels)
    let layer = scale?.layer ?? layer
    scale = nil
    append(.scaleAndAdd(bias: takeBias(), scale: factors, channels: channels, from: place), layer)
  }

  /// Sums the rows of each image on the way.
  mutating func reduce(squares: Bool, into reduction: Reduction, layer: Int) {
    settle(layer: layer)
    self.reduction = reduction
    append(.reduce(squares: squares, channels: channels, at: place), layer)
  }

  /// Copies the source where nothing else writes the target.
  mutating func copy(layer: Int) { moveOffSource(layer: layer) }

  /// Ends the chain with its rows in the target instead of a tile.
  mutating func finish(layer: Int) {
    settle(layer: layer)
    guard let last = entries.lastIndex(where: { $0.operation.destination != nil }),
      let result = entries[last].operation.destination
    else { return }
    for index in entries.indices[last...] {
      entries[index] = RowChain.Entry(
        operation: entries[index].operation.redirected(result, isLastWriter: index == last),
        layer: entries[index].layer)
    }
  }

  /// Applies what the product or the layer scale before left open.
  private mutating func settle(layer: Int, keepsBias: Bool = false) {
    if let (factors, scaleLayer) = scale {
      let shifts = zip(factors, bias?.values ?? Array(repeating: 0, count: channels)).map(*)
      (scale, bias) = (nil, nil)
      scaleAndShift(factors, shifts, layer: scaleLayer)
    } else if let biasLayer = bias?.layer, !keepsBias {
      append(.activate(nil, bias: takeBias(), channels: channels, at: place), biasLayer)
    }
  }

  private mutating func scaleAndShift(_ scale: [Float], _ shift: [Float], layer: Int) {
    let to = place == .source ? tile(channels) : place
    append(
      .scaleAndShift(
        scale: parameters.keep(scale), shift: parameters.keep(shift), perImage: false,
        channels: channels, from: place, to: to), layer)
    place = to
  }

  private mutating func moveOffSource(layer: Int) {
    guard place == .source else { return }
    let to = tile(channels)
    append(.copy(channels: channels, from: .source, to: to), layer)
    place = to
  }

  private mutating func takeBias() -> UnsafePointer<Float> {
    defer { bias = nil }
    return bias.map { parameters.keep($0.values) } ?? parameters.repeating(0, channels)
  }

  /// The tile that the present rows do not lie in.
  private mutating func tile(_ width: Int) -> RowPlace {
    let index = nextTile
    tileWidths[index] = max(tileWidths[index], width)
    nextTile = 1 - index
    return .tile(index)
  }

  private mutating func append(_ operation: RowOperation, _ layer: Int) {
    entries.append(RowChain.Entry(operation: operation, layer: layer))
  }
}

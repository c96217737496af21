import ConvModel
import ConvPlanning

/// Turns the list of layers into steps: fuses neighbours, plans the depthwise layers, and notes when each
/// tensor is alive.
struct NetworkCompiler {
  /// Makes a step once its memory has addresses.
  typealias Maker = (_ memory: Memory) -> NetworkStep

  /// Where the tensors lie, and the tiles of all threads.
  struct Memory {
    let tensors: [UnsafeMutablePointer<Float>]
    let tiles: [UnsafeMutablePointer<Float>]
  }

  let weights: NetworkWeights
  let settings: NetworkSettings
  let kernels: any LayerKernels
  let parameters = ParameterStore()
  private(set) var makers: [Maker] = []
  private(set) var tensors: [BufferPlan.Tensor] = []
  /// Floats that each tile needs for the largest block of any chain.
  private(set) var tileFloats = [Int](repeating: 0, count: TilePool.count)
  private(set) var programs: [(layer: Int, algorithm: String, program: PreparedProgram)] = []
  /// The tensor that the next layer reads; after `compile`, the network's output.
  private(set) var current = 0
  /// Shape of the current tensor, with what the open chain makes of it.
  private var map: MapShape
  private var kept: [Int] = []
  private var chain: ChainBuilder?
  private var chainRows = 0

  /// The tensor that the first layer reads; no step writes it.
  static let input = 0

  private var network: Network { weights.network }

  init(_ weights: NetworkWeights, _ settings: NetworkSettings, kernels: any LayerKernels) {
    self.weights = weights
    self.settings = settings
    self.kernels = kernels
    map = weights.network.input
    tensors = [BufferPlan.Tensor(floats: map.elementCount, life: 0...0)]
  }

  /// Compiles every layer.
  ///
  /// - Throws: `PreparationError`.
  mutating func compile() throws(PreparationError) {
    for index in network.layers.indices { try compile(index) }
    flush(layer: network.layers.count - 1)
    // The caller reads the output after the run, and may run again with the same input.
    use(current)
    use(Self.input)
  }

  private mutating func compile(_ index: Int) throws(PreparationError) {
    let layer = network.layers[index]
    switch (layer.operation, try drawn(index)) {
    case (.keep, _): try keep(index)
    case (.add, _): try add(index)
    case (.layerNorm(let epsilon), .layerNorm(let gamma, let beta)):
      begin()
      chain?.normalize(gamma: gamma, beta: beta, epsilon: epsilon, layer: index)
    case (.batchNorm, .batchNorm(let norm)):
      begin()
      chain?.batchNormalize(norm, layer: index)
    case (.activation(let activation), _):
      begin()
      chain?.activate(activation, layer: index)
    case (.layerScale, .layerScale(let factors)):
      begin()
      chain?.layerScale(factors, layer: index)
    case (.pointwise, .linear(let linear)):
      begin()
      chain?.product(linear, layer: index)
    case (.convolution(let shape), .linear(let linear)):
      convolve(shape, linear, index)
    case (.depthwise(let depthwise), .depthwise(let definition)):
      try convolve(depthwise, definition, index)
    case (.depthwise(.plain(let plain)), .strided(let taps, let bias)):
      stride(plain, taps, bias, index)
    case (.globalAveragePool, _): pool(index)
    case (.globalResponseNorm(let epsilon, _), .responseNorm(let gamma, let beta)):
      let kind = ReductionStep.Kind.responseNorm(
        gamma: parameters.keep(gamma), epsilon: Float(epsilon))
      rescale(kind, squares: true, shift: beta, index)
    case (.squeezeExcite, .squeezeExcite(let first, let second)):
      rescale(
        .squeezeExcite(first: dense(first), second: dense(second)), squares: false, shift: nil,
        index)
    default: preconditionFailure("\(layer.name) has weights of another kind of layer")
    }
    map = layer.output
  }

  private func drawn(_ index: Int) throws(PreparationError) -> LayerWeights {
    do throws(LayerError) { return try weights.layer(index) } catch { throw .layer(error) }
  }

  // MARK: Tensors and steps

  private mutating func newTensor(_ map: MapShape) -> Int {
    tensors.append(
      BufferPlan.Tensor(floats: map.elementCount, life: makers.count...makers.count))
    return tensors.count - 1
  }

  /// Notes that the next step (or the caller, after the last) needs a tensor.
  private mutating func use(_ tensor: Int) {
    let life = tensors[tensor].life
    tensors[tensor].life = min(life.lowerBound, makers.count)...max(life.upperBound, makers.count)
  }

  // MARK: Chains

  /// Opens a chain on the current tensor unless one is open.
  private mutating func begin() {
    guard chain == nil else { return }
    chain = ChainBuilder(channels: map.channels, parameters: parameters)
    chainRows = map.batch * map.pixelCount
  }

  /// Ends the open chain; its rows, if it leaves any, become the current tensor.
  private mutating func flush(layer: Int) {
    guard var builder = chain else { return }
    chain = nil
    builder.finish(layer: layer)
    if builder.entries.isEmpty { return }
    var output = map
    output.channels = builder.channels
    let target = builder.hasRows ? newTensor(output) : current
    emit(builder, source: current, target: target)
    current = target
  }

  private mutating func emit(_ builder: ChainBuilder, source: Int, target: Int) {
    use(source)
    use(target)
    let rows = chainRows
    // A head of few rows is not worth a meeting of the threads.
    let members = rows < Self.fewestSharedRows ? 1 : settings.threads
    let blockRows = RowBlocks.size(
      rows: rows, members: members, widest: builder.tileWidths.max() ?? 1)
    for (tile, width) in builder.tileWidths.enumerated() {
      tileFloats[tile] = max(tileFloats[tile], blockRows * width)
    }
    let geometry = RowChain.Geometry(
      rows: rows, rowsPerImage: rows / network.input.batch,
      blockRows: blockRows, members: members, sourceWidth: tensors[source].floats / rows,
      targetWidth: tensors[target].floats / rows)
    let kernels = kernels
    makers.append { memory in
      RowChain(
        builder.entries, geometry, layers: kernels, source: UnsafePointer(memory.tensors[source]),
        target: memory.tensors[target], tiles: memory.tiles, sums: builder.reduction)
    }
  }

  private static let fewestSharedRows = 4

  private mutating func keep(_ index: Int) throws(PreparationError) {
    flush(layer: index)
    var tensor = current
    if tensor == Self.input {
      // What is added would spoil the input for the next run.
      begin()
      chain?.copy(layer: index)
      flush(layer: index)
      (tensor, current) = (current, Self.input)
    }
    guard !kept.contains(tensor) else {
      throw unsupported(index, "one tensor is put aside twice")
    }
    kept.append(tensor)
  }

  private mutating func add(_ index: Int) throws(PreparationError) {
    guard let other = kept.popLast() else {
      throw unsupported(index, "no tensor was put aside to add")
    }
    begin()
    chain?.add(layer: index)
    if let builder = chain { emit(builder, source: current, target: other) }
    chain = nil
    current = other
  }

  private func unsupported(_ index: Int, _ reason: String) -> PreparationError {
    .layer(.unsupported(layer: network.layers[index].name, reason: reason))
  }

  // MARK: Layers that look at neighbours

  private mutating func convolve(
    _ shape: DenseConvolution, _ linear: LinearWeights, _ index: Int
  ) {
    flush(layer: index)
    let output = network.layers[index].output
    chain = ChainBuilder(channels: map.channels, parameters: parameters)
    chainRows = output.batch * output.pixelCount
    chain?.unfold(
      StridedShape(
        inputHeight: map.height, inputWidth: map.width, inputChannels: map.channels,
        kernel: shape.kernel, stride: shape.stride, padding: shape.padding), layer: index)
    chain?.product(linear, layer: index)
  }

  private mutating func convolve(
    _ depthwise: DepthwiseOperator, _ definition: Definition, _ index: Int
  ) throws(PreparationError) {
    flush(layer: index)
    let layer = network.layers[index]
    let (plan, program) = try DepthwisePlanning(settings: settings)
      .prepare(depthwise, definition, layer: layer.name)
    programs.append((index, plan.id, program))
    let (source, target) = (current, newTensor(layer.output))
    use(source)
    makers.append { memory in
      DepthwiseStep(
        program, layer: index, source: UnsafePointer(memory.tensors[source]),
        target: memory.tensors[target])
    }
    current = target
  }

  private mutating func stride(
    _ plain: PlainDepthwise, _ taps: [Float], _ bias: [Float]?, _ index: Int
  ) {
    flush(layer: index)
    let channels = map.channels
    let shape = StridedShape(
      inputHeight: map.height, inputWidth: map.width, inputChannels: channels,
      kernel: plain.kernel, stride: plain.stride, padding: plain.kernel / 2)
    let weights = parameters.byTap(taps, channels: channels)
    let biases = bias.map(parameters.keep) ?? parameters.repeating(0, channels)
    let (source, target) = (current, newTensor(network.layers[index].output))
    use(source)
    let (images, members, kernels) = (map.batch, settings.threads, kernels)
    makers.append { memory in
      StridedStep(
        shape, images: images, members: members, layer: index, layers: kernels, weights: weights,
        bias: biases, source: UnsafePointer(memory.tensors[source]), target: memory.tensors[target])
    }
    current = target
  }

  /// Sums each channel's map on the way; the sums.
  private mutating func reduce(squares: Bool, _ index: Int) -> Reduction {
    begin()
    let sums = Reduction(
      images: map.batch, channels: map.channels, members: settings.threads)
    chain?.reduce(squares: squares, into: sums, layer: index)
    flush(layer: index)
    return sums
  }

  private mutating func pool(_ index: Int) {
    let sums = reduce(squares: false, index)
    let target = newTensor(network.layers[index].output)
    let (pixels, kernels) = (map.pixelCount, kernels)
    makers.append { memory in
      ReductionStep(
        .mean, sums: sums, pixels: pixels, layer: index, layers: kernels,
        output: memory.tensors[target])
    }
    current = target
  }

  /// One factor per channel and image that depends on the whole map.
  private mutating func rescale(
    _ kind: ReductionStep.Kind, squares: Bool, shift: [Float]?, _ index: Int
  ) {
    let sums = reduce(squares: squares, index)
    let factors = parameters.scratch(map.batch * map.channels)
    let (pixels, kernels) = (map.pixelCount, kernels)
    makers.append { _ in
      ReductionStep(
        kind, sums: sums, pixels: pixels, layer: index, layers: kernels, output: factors)
    }
    begin()
    chain?.applyFactors(UnsafePointer(factors), shift: shift, layer: index)
  }

  private func dense(_ linear: LinearWeights) -> ReductionStep.Dense {
    ReductionStep.Dense(
      matrix: parameters.transposed(linear),
      bias: linear.bias.map(parameters.keep) ?? parameters.repeating(0, linear.outputs),
      inputs: linear.inputs, outputs: linear.outputs)
  }
}

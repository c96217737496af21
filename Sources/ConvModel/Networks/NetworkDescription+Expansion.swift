extension NetworkDescription {
  /// The network in training form, layer by layer.
  package func network() throws(NetworkError) -> Network {
    try validate()
    var expansion = Expansion(
      description: self,
      map: MapShape(channels: Self.inputChannels, height: height, width: width))
    try expansion.append(templates.stem, prefix: "stem", stage: nil, widthOf: 0)
    for stage in depths.indices {
      let prefix = "stages.\(stage)"
      if stage > 0 {
        try expansion.append(
          templates.downsample, prefix: prefix + ".downsample", stage: stage, widthOf: stage)
      }
      for block in 0..<depths[stage] {
        try expansion.append(
          templates.block, prefix: "\(prefix).blocks.\(block)", stage: stage, widthOf: stage,
          kernel: kernels[stage][block % kernels[stage].count])
      }
    }
    try expansion.append(templates.head, prefix: "head", stage: nil, widthOf: depths.count - 1)
    for exception in sparsities.exceptions
    where !expansion.layers.contains(where: { exception.matches($0.name) }) {
      throw .sparsityMatchesNothing(pattern: exception.pattern)
    }
    return Network(
      id: id, title: title,
      input: MapShape(channels: Self.inputChannels, height: height, width: width),
      layers: expansion.layers)
  }
}

/// Layers so far, and the shape that the next one reads.
private struct Expansion {
  let description: NetworkDescription
  var map: MapShape
  var layers: [NetworkLayer] = []

  init(description: NetworkDescription, map: MapShape) {
    self.description = description
    self.map = map
  }

  /// Appends a list of layers; residual connections must begin and end in it.
  mutating func append(
    _ templates: [LayerTemplate], prefix: String, stage: Int?, widthOf widthStage: Int,
    kernel: Int = 1
  ) throws(NetworkError) {
    let names = try self.names(widthStage)
    var kept: [(layer: String, map: MapShape)] = []
    var taken: Set<String> = []
    for template in templates {
      let name = "\(prefix).\(template.name)"
      guard taken.insert(name).inserted else { throw .duplicateLayer(name) }
      let sparsity = description.sparsities.sparsity(
        of: name, fallback: defaultSparsity(of: template))
      var layer = NetworkLayer(
        name: name, stage: stage, operation: .keep, input: map, output: map, sparsity: sparsity)
      (layer.operation, layer.output) = try step(template, layer: layer, names, kernel: kernel)
      switch layer.operation {
      case .keep: kept.append((name, map))
      case .add:
        guard let (_, shape) = kept.popLast() else { throw .addWithoutKeep(layer: name) }
        guard shape == map else { throw .addShapes(layer: name, kept: shape, current: map) }
      default: break
      }
      layers.append(layer)
      map = layer.output
    }
    if let (layer, _) = kept.last { throw .keepWithoutAdd(layer: layer) }
  }

  /// Only the operators of the sparse variant are pruned unasked.
  private func defaultSparsity(of template: LayerTemplate) -> Double {
    let isPruned =
      template.content == .mixer && description.mixer.variant == MixerDescription.sparse
    return isPruned ? Problem.defaultSparsity : 0
  }

  /// The numbers that channel expressions of a stage may use.
  private func names(_ stage: Int) throws(NetworkError) -> [String: Ratio] {
    var names = description.ratios.mapValues { $0[stage] }
    let width = description.widthFactor.scaled(description.widths[stage]) ?? 0
    guard (1...NetworkLimits.channels).contains(width) else {
      throw .channels(expression: "width \(description.widths[stage])", value: width)
    }
    names[ChannelExpression.width] = Ratio(width)
    names[ChannelExpression.classes] = Ratio(description.classes)
    return names
  }

  private func step(
    _ template: LayerTemplate, layer: NetworkLayer, _ names: [String: Ratio], kernel: Int
  ) throws(NetworkError) -> (LayerOperation, MapShape) {
    var output = map
    switch template.content {
    case .convolution(let convolution, let channels):
      output.channels = try channels.value(names)
      try reduce(&output, by: convolution, layer: layer.name)
      return (.convolution(convolution), output)
    case .pointwise(let hasBias, let channels):
      output.channels = try channels.value(names)
      return (.pointwise(hasBias: hasBias), output)
    case .squeezeExcite(let hidden):
      return (.squeezeExcite(hidden: try hidden.value(names)), output)
    case .mixer:
      let operation = try description.mixer.operation(
        on: map, kernel: kernel, sparsity: layer.sparsity, layer: layer.name)
      return (.depthwise(operation), output)
    case .fixed(let operation):
      if case .depthwise(.plain(let plain)) = operation {
        let window = DenseConvolution(
          kernel: plain.kernel, stride: plain.stride, padding: plain.kernel / 2, hasBias: false)
        try reduce(&output, by: window, layer: layer.name)
      }
      if operation == .globalAveragePool { (output.height, output.width) = (1, 1) }
      return (operation, output)
    }
  }

  /// Replaces the extents by those after a strided window.
  private func reduce(
    _ map: inout MapShape, by window: DenseConvolution, layer: String
  ) throws(NetworkError) {
    func outputs(_ extent: Int) throws(NetworkError) -> Int {
      let room = extent + 2 * window.padding - window.kernel
      guard room >= 0 else { throw .mapTooSmall(layer: layer, map: map) }
      return room / window.stride + 1
    }
    (map.height, map.width) = (try outputs(map.height), try outputs(map.width))
  }
}

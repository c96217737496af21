/// Exact analytic cost of a network for one image: layer by layer, and in total.
package struct NetworkCost: Hashable, Sendable {
  package let layers: [LayerCost]
  /// Trained values, pruned ones included.
  package let params: Int
  package let nonZeroParams: Int
  /// Multiply-accumulates, taps on padding included: the "FLOPs" of the papers.
  package let macs: Int
  /// Of `macs`, those of weights that are not pruned.
  package let nonZeroMACs: Int
  /// Of `macs`, those whose input lies inside the map.
  package let usefulMACs: Int
  /// Of `nonZeroMACs`, those of depthwise layers, stem and transitions included.
  package let depthwiseMACs: Int
  /// Bytes of all stored values as 4-byte floats.
  package let weightBytes: Int
  /// Bytes of the outputs of all layers that write a tensor of their own.
  package let activationBytes: Int
  /// Bytes of the tensors alive at once, at the layer where they are most: its input, its output, and what
  /// residual connections have put aside.
  ///
  /// Layers that work element by element write over their input unless it was put aside.
  package let peakActivationBytes: Int

  /// Counts `network` as it is merged.
  package init(_ network: Network) throws(NetworkError) {
    var layers: [LayerCost] = []
    for layer in network.layers {
      layers.append(try LayerCost(layer, level: network.level))
    }
    self.layers = layers
    func sum(_ count: (LayerCost) -> Int) throws(NetworkError) -> Int {
      var total = 0
      for layer in layers {
        let (next, overflow) = total.addingReportingOverflow(count(layer))
        if overflow { throw .overflow(network.id) }
        total = next
      }
      return total
    }
    params = try sum(\.params)
    nonZeroParams = try sum(\.nonZeroParams)
    macs = try sum(\.macs)
    nonZeroMACs = try sum(\.nonZeroMACs)
    usefulMACs = try sum(\.usefulMACs)
    depthwiseMACs = try sum { layer in
      if case .depthwise = layer.layer.operation { layer.nonZeroMACs } else { 0 }
    }
    weightBytes = try sum(\.weightBytes)
    activationBytes = try sum { $0.layer.isInPlace ? 0 : $0.outputBytes }
    peakActivationBytes = Self.peak(network)
  }

  /// Share of the multiply-accumulates that is in depthwise layers; 0 without any.
  package var depthwiseShare: Double {
    nonZeroMACs == 0 ? 0 : Double(depthwiseMACs) / Double(nonZeroMACs)
  }

  private static func peak(_ network: Network) -> Int {
    // The current tensor may be one of those put aside, which are not stored twice.
    var kept: [Int] = []
    var isKept = false
    var current = network.input.elementCount
    var peak = current
    for layer in network.layers {
      let aside = kept.reduce(0, +)
      switch layer.operation {
      case .keep:
        // A tensor put aside twice is still one.
        kept.append(isKept ? 0 : current)
        isKept = true
        continue
      case .add:
        peak = max(peak, aside + (isKept ? 0 : current))
        kept.removeLast()
        isKept = false
        continue
      default: break
      }
      let output = layer.output.elementCount
      let isFresh = isKept || !layer.isInPlace
      peak = max(peak, aside + (isKept ? 0 : current) + (isFresh ? output : 0))
      current = output
      isKept = false
    }
    return MemoryLayout<Float>.stride * peak
  }
}

extension NetworkLayer {
  /// Whether the output may overwrite the input.
  var isInPlace: Bool {
    switch operation {
    case .batchNorm, .layerNorm, .activation, .layerScale, .globalResponseNorm, .squeezeExcite,
      .keep, .add:
      true
    case .convolution, .depthwise, .pointwise, .globalAveragePool: false
    }
  }
}

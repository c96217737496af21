extension Network {
  /// The same function with normalisations and branches merged up to `level`, from the training form.
  ///
  /// A batch normalisation goes into the convolution or matrix directly before it, or else into the one
  /// directly after it, past a global pooling, unless that one pads its input. A layer scale that follows a
  /// folded normalisation goes with it, and the shift of a global response normalisation goes into the
  /// matrix after it.
  package func merged(to level: MergeLevel) -> Network {
    precondition(self.level == .train, "merging starts from the training form")
    var result = self
    result.level = level
    guard level.foldsNormalization else { return result }
    var pending = layers
    result.layers = []
    var hasFolded = false
    for index in pending.indices {
      let layer = pending[index]
      let previous = result.layers.count - 1
      switch layer.operation {
      case .batchNorm where previous >= 0 && result.layers[previous].takesNormalizationAfter:
        result.layers[previous].addBias()
        hasFolded = true
        continue
      case .batchNorm:
        if let next = Self.folding(after: index, in: pending) {
          pending[next].addBias()
          continue
        }
      case .layerScale where hasFolded: continue
      case .globalResponseNorm(let epsilon, hasBias: true):
        if index + 1 < pending.count, case .pointwise = pending[index + 1].operation {
          pending[index + 1].addBias()
          pending[index].operation = .globalResponseNorm(epsilon: epsilon, hasBias: false)
        }
      default: break
      }
      hasFolded = false
      result.layers.append(pending[index])
    }
    return result
  }

  /// Index of the layer that takes a normalisation from before it.
  private static func folding(after index: Int, in layers: [NetworkLayer]) -> Int? {
    var next = index + 1
    if next < layers.count, layers[next].operation == .globalAveragePool { next += 1 }
    guard next < layers.count else { return nil }
    switch layers[next].operation {
    case .pointwise: return next
    // A padded zero is no longer a zero once it is normalised.
    case .convolution(let convolution) where convolution.padding == 0: return next
    default: return nil
    }
  }
}

extension NetworkLayer {
  /// Whether scale and shift of every output channel can go into the weights and bias.
  fileprivate var takesNormalizationAfter: Bool {
    switch operation {
    case .convolution, .pointwise, .depthwise(.plain), .depthwise(.dilated): true
    case .depthwise(.problem(let problem)):
      problem.convolvedChannels == problem.map.channels
    default: false
    }
  }

  /// Gives the layer a bias; folded depthwise operators of a variant have one anyway.
  fileprivate mutating func addBias() {
    switch operation {
    case .convolution(var convolution):
      convolution.hasBias = true
      operation = .convolution(convolution)
    case .pointwise: operation = .pointwise(hasBias: true)
    case .depthwise(.plain(var plain)):
      plain.hasBias = true
      operation = .depthwise(.plain(plain))
    // Operators with branches have one anyway, and nothing else takes a normalisation.
    default: break
    }
  }
}

/// A branch with its normalisation folded, in Double: the raw material of every merge.
package struct FoldedBranch: Sendable {
  package var kernelHeight: Int
  package var kernelWidth: Int
  /// [channel][ky][kx] of the full rectangle.
  package var weights: [Double]
  package var bias: [Double]

  /// Folds normalisation and positional embedding of `branch` over `channels` channels.
  ///
  /// W′ = W·t and b′ = β + (b − μ)·t with t = γ/√(σ² + ε). The embedding adds Σ w·h to the bias,
  /// because h is indexed by the kernel offset and added on padded taps too.
  package init(_ branch: BranchDefinition, channels: Int) {
    kernelHeight = branch.kernelHeight
    kernelWidth = branch.kernelWidth
    let taps = branch.kernelHeight * branch.kernelWidth
    let expanded = branch.expandedWeights(channels: channels)
    var folded = [Double](repeating: 0, count: channels * taps)
    var biases = [Double](repeating: 0, count: channels)
    for channel in 0..<channels {
      let scale = branch.normalization?.scale(channel: channel) ?? 1
      var sum = Double(branch.bias?[channel] ?? 0)
      for tap in channel * taps..<(channel + 1) * taps {
        let weight = Double(expanded[tap])
        folded[tap] = weight * scale
        if let positional = branch.sharing?.positional { sum += weight * Double(positional[tap]) }
      }
      biases[channel] = sum * scale + (branch.normalization?.shift(channel: channel) ?? 0)
    }
    weights = folded
    bias = biases
  }

  /// Adds `other`, centred, into this branch; it must not be larger on either axis.
  package mutating func merge(_ other: FoldedBranch) {
    let channels = bias.count
    let top = (kernelHeight - other.kernelHeight) / 2
    let left = (kernelWidth - other.kernelWidth) / 2
    precondition(top >= 0 && left >= 0, "a branch merges only into one at least its size")
    for channel in 0..<channels {
      for row in 0..<other.kernelHeight {
        let source = (channel * other.kernelHeight + row) * other.kernelWidth
        let target = (channel * kernelHeight + top + row) * kernelWidth + left
        for column in 0..<other.kernelWidth {
          weights[target + column] += other.weights[source + column]
        }
      }
      bias[channel] += other.bias[channel]
    }
  }

  /// An all-zero K × K branch to merge into.
  package static func zero(kernel: Int, channels: Int) -> FoldedBranch {
    FoldedBranch(
      kernelHeight: kernel, kernelWidth: kernel,
      weights: Array(repeating: 0, count: channels * kernel * kernel),
      bias: Array(repeating: 0, count: channels))
  }

  private init(kernelHeight: Int, kernelWidth: Int, weights: [Double], bias: [Double]) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.weights = weights
    self.bias = bias
  }

  /// The branch as a stage, rounded to `Float` once.
  package func stage(
    on map: MapShape, structure: KernelStructure = .dense, accumulates: Bool = false
  ) -> Stage {
    Stage(
      shape: DepthwiseShape(map: map, kernelHeight: kernelHeight, kernelWidth: kernelWidth),
      structure: structure, weights: weights.map(Float.init), bias: bias.map(Float.init),
      accumulates: accumulates)
  }
}

extension BranchDefinition {
  /// Weights of the full rectangle, [channel][ky][kx], with shared cells written out.
  package func expandedWeights(channels: Int) -> [Float] {
    guard let sharing else { return weights }
    let grid = sharing.grid
    let cells = grid.cellOfOffset
    var expanded: [Float] = []
    expanded.reserveCapacity(channels * kernelHeight * kernelWidth)
    for channel in 0..<channels {
      for row in 0..<kernelHeight {
        let line = (channel * grid.count + cells[row]) * grid.count
        for column in 0..<kernelWidth { expanded.append(sharing.weights[line + cells[column]]) }
      }
    }
    return expanded
  }
}

extension Definition {
  /// Branch by branch, each after the first adding to the output.
  package func foldedBranches() -> [FoldedBranch] {
    branches.map { FoldedBranch($0, channels: convolvedChannels) }
  }
}

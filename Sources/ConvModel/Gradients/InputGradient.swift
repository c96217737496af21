/// The gradient with respect to the input is a depthwise convolution again: of the output's gradient,
/// with every kernel rotated by half a turn and without biases.
///
/// Holds for stride 1, odd kernels and "same" padding: input pixel i reaches output o through the tap
/// at i − o, so that ∂L/∂x(i) = Σ w(i − o)·∂L/∂y(o). Branches stay summed, and channels that pass
/// through pass their gradient through.
extension Program {
  /// What computes ∂L/∂input from ∂L/∂output; copies the weights.
  package var inputGradient: Program {
    var program = self
    program.stages = stages.map(\.inputGradient)
    return program
  }
}

extension Stage {
  /// The stage with its kernels rotated and no bias; a sharing grid is symmetric and stays.
  package var inputGradient: Stage {
    var stage = self
    stage.weights = weights.rotated(each: weightsPerChannel)
    stage.bias = nil
    switch structure {
    case .dense, .shared: break
    case .rowSpans(let spans): stage.structure = .rowSpans(rotated(spans))
    case .taps(let spans): stage.structure = .taps(spans: rotated(spans))
    }
    return stage
  }

  private func rotated(_ spans: [Range<Int>]) -> [Range<Int>] {
    let width = shape.kernelWidth
    return spans.reversed().map { width - $0.upperBound..<width - $0.lowerBound }
  }
}

extension Definition {
  /// The unmerged definition whose output is the gradient with respect to this one's input; normalisation
  /// keeps its scale and loses its shift.
  ///
  /// Lowered, it is `Program.inputGradient` but for biases of 0; the error bound of that is this one's.
  package var inputGradient: Definition {
    var definition = self
    definition.branches = branches.map { branch in
      let taps = branch.kernelHeight * branch.kernelWidth
      var result = branch
      result.weights = branch.weights.rotated(each: taps)
      result.mask = branch.mask?.rotated(each: taps)
      result.bias = nil
      if let sharing = branch.sharing {
        result.sharing = SharedWeights(
          grid: sharing.grid,
          weights: sharing.weights.rotated(each: sharing.grid.count * sharing.grid.count),
          positional: nil)
      }
      if let normalization = branch.normalization {
        let zeros = [Float](repeating: 0, count: normalization.gamma.count)
        result.normalization?.beta = zeros
        result.normalization?.mean = zeros
      }
      return result
    }
    return definition
  }
}

extension Array {
  /// Every run of `each` elements reversed: row-major planes rotated by half a turn.
  fileprivate func rotated(each: Int) -> [Element] {
    precondition(each > 0 && count.isMultiple(of: each), "whole planes of \(each) elements")
    var result: [Element] = []
    result.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: each) {
      result.append(contentsOf: self[start..<start + each].reversed())
    }
    return result
  }
}

package import ConvModel

/// The slow oracle of the mask operations: scores multiplied in `Double`, everything sorted, one tensor at a time.
///
/// Which random number decides over which tap belongs to the definition, so that a mask can be compared tap by
/// tap:
/// - a mask of density d keeps tap t of channel c where number t of the stream `mask.<name>`, c is at least 1 − d;
/// - growth takes one number of the stream `mask.<name>.grow`, step, for every absent tap in ascending order, and
///   the tap grows where it is below removed/absent.
///
/// Numbers below the smallest normal one count as 0, as in the timed calls.
package enum ReferenceMasks {
  /// The mask after one prune-and-grow step on `before`: the ⌈rate·kept⌉ kept taps of smallest magnitude go, the
  /// first of equals first; then absent taps grow, those that just went among them.
  package static func grown(
    _ before: [UInt8], of tensor: MaskedTensor, rate: Double, step: Int, fill: Fill
  ) -> [UInt8] {
    let pruning = Pruning(before, of: tensor, rate: rate)
    var mask = pruning.mask
    var numbers = fill.stream(role: "mask.\(tensor.name).grow", index: step)
    for tap in pruning.absent where numbers.uniform() < pruning.probability { mask[tap] = 1 }
    return mask
  }

  /// The first half of a step, and what the second is drawn with.
  struct Pruning {
    /// `before` without the pruned taps.
    let mask: [UInt8]
    /// Taps that are absent then, ascending.
    let absent: [Int]
    /// With which each of them grows.
    let probability: Double

    init(_ before: [UInt8], of tensor: MaskedTensor, rate: Double) {
      let kept = before.indices.filter { before[$0] == 1 }
      let removed = Int((rate * Double(kept.count)).rounded(.up))
      let ascending = kept.sorted {
        (ReferenceMasks.flushed(abs(tensor.weights[$0])), $0)
          < (ReferenceMasks.flushed(abs(tensor.weights[$1])), $1)
      }
      var mask = before
      for tap in ascending.prefix(removed) { mask[tap] = 0 }
      let absent = mask.indices.filter { mask[$0] == 0 }
      self.mask = mask
      self.absent = absent
      probability = absent.isEmpty ? 0 : Double(removed) / Double(absent.count)
    }
  }

  /// SNIP: threshold, densities and masks of `tensors` from the gradients of their weights.
  ///
  /// A score is |w·g| rounded to `Float`; equal scores are on the same side of the threshold, which lies among
  /// those that are not kept.
  package static func sensitive(
    _ tensors: [MaskedTensor], gradients: [[Float]], density: Double, fill: Fill
  ) -> ConnectionSensitivity.Selection {
    let scores = zip(tensors, gradients).map { tensor, gradient in
      zip(tensor.weights, gradient).map { weight, slope in
        flushed(Float(abs(Double(flushed(weight)) * Double(flushed(slope)))))
      }
    }
    let descending = scores.flatMap { $0 }.sorted(by: >)
    let kept = Int((density * Double(descending.count)).rounded(.down))
    let threshold = kept < 1 ? Float.infinity : descending[kept - 1]
    let densities = scores.map { scores in
      scores.isEmpty ? 1 : Double(scores.count { $0 > threshold }) / Double(scores.count)
    }
    let masks = zip(tensors, densities).map { tensor, density in
      density >= ConnectionSensitivity.denseFrom
        ? [UInt8](repeating: 1, count: tensor.weights.count)
        : drawn(tensor, density: density, fill: fill)
    }
    return ConnectionSensitivity.Selection(
      threshold: threshold, densities: densities, masks: masks)
  }

  /// A mask of one tensor that keeps every tap with the same probability.
  package static func drawn(_ tensor: MaskedTensor, density: Double, fill: Fill) -> [UInt8] {
    let taps = tensor.kernelHeight * tensor.kernelWidth
    var mask: [UInt8] = []
    for channel in 0..<tensor.channels {
      var numbers = fill.stream(role: "mask.\(tensor.name)", index: channel)
      for _ in 0..<taps { mask.append(numbers.uniform() >= 1 - density ? 1 : 0) }
    }
    return mask
  }

  private static func flushed(_ value: Float) -> Float {
    abs(value) < .leastNormalMagnitude ? 0 : value
  }
}

package import ConvModel

/// Judges the mask operations of sparse training by the masks that they leave.
///
/// A layer's masks must be those of `ReferenceMasks` to the tap, since the random numbers are seeded: the error is
/// the number of taps that differ, and 0 is allowed. Because both draw from one generator, the number of drawn taps
/// must also be one that chance gives (`BinomialRange`). A layer whose right masks are what a step that does
/// nothing would leave is mistrusted.
package enum MaskCheck {
  /// Judges what SNIP made of a layer's `tensors` and the gradients of their weights: the threshold, the density
  /// of every tensor, and which taps are kept.
  package static func sensitivity(
    _ found: ConnectionSensitivity.Selection, tensors: [MaskedTensor], gradients: [[Float]],
    density: Double, fill: Fill
  ) -> CheckResult {
    precondition(
      tensors.map(\.weights.count) == gradients.map(\.count), "a gradient per weight")
    if let defect = defect(tensors, gradients) { return defect }
    let expected = ReferenceMasks.sensitive(
      tensors, gradients: gradients, density: density, fill: fill)
    if found.threshold != expected.threshold {
      return failure(
        "the threshold is \(found.threshold) instead of \(expected.threshold)")
    }
    if found.densities != expected.densities {
      return failure(
        "the densities are \(found.densities) instead of \(expected.densities)")
    }
    for (tensor, (mask, density)) in zip(tensors, zip(found.masks, found.densities))
    where density < ConnectionSensitivity.denseFrom {
      let range = BinomialRange(trials: mask.count, probability: density)
      let kept = mask.count { $0 == 1 }
      if !range.contains(kept) { return improbable(kept, "kept", range, of: tensor) }
    }
    let kept = expected.masks.map { mask in mask.count { $0 == 1 } }
    let isTrivial =
      kept.allSatisfy { $0 == 0 } || kept == expected.masks.map(\.count)
    return compare(
      found.masks, expected.masks, tensors,
      defect: isTrivial ? "the right masks keep all taps or none" : nil)
  }

  /// Judges one prune-and-grow step on a layer's masks, from `before` to `after`.
  ///
  /// `rate` is the share of kept taps that the step prunes.
  package static func growth(
    before: [[UInt8]], after: [[UInt8]], tensors: [MaskedTensor], rate: Double, step: Int,
    fill: Fill
  ) -> CheckResult {
    precondition(
      before.map(\.count) == tensors.map(\.weights.count), "a mask element per weight")
    if let defect = defect(tensors, []) { return defect }
    let expected = zip(before, tensors).map {
      ReferenceMasks.grown($0, of: $1, rate: rate, step: step, fill: fill)
    }
    for (tensor, (before, after)) in zip(tensors, zip(before, after))
    where after.count == before.count {
      let pruning = ReferenceMasks.Pruning(before, of: tensor, rate: rate)
      let range = BinomialRange(
        trials: pruning.absent.count, probability: pruning.probability)
      let grown = pruning.absent.count { after[$0] == 1 }
      if !range.contains(grown) { return improbable(grown, "grown", range, of: tensor) }
    }
    return compare(
      after, expected, tensors,
      defect: expected == before ? "the right step changes no tap" : nil)
  }

  /// Counts the taps of `found` that are not those of `expected`.
  private static func compare(
    _ found: [[UInt8]], _ expected: [[UInt8]], _ tensors: [MaskedTensor], defect: String?
  ) -> CheckResult {
    guard found.map(\.count) == expected.map(\.count) else {
      return failure(
        "masks of \(found.map(\.count)) taps instead of \(expected.map(\.count))")
    }
    var differing = 0
    var (location, note): (CheckResult.Location?, String?) = (nil, nil)
    for (index, tensor) in tensors.enumerated() {
      for tap in found[index].indices where found[index][tap] != expected[index][tap] {
        differing += 1
        if location != nil { continue }
        let (channel, place) = tap.quotientAndRemainder(
          dividingBy: tensor.kernelHeight * tensor.kernelWidth)
        location = CheckResult.Location(
          image: 0, channel: channel, y: place / tensor.kernelWidth,
          x: place % tensor.kernelWidth)
        note = "tensor \(tensor.name) has \(found[index][tap]) instead of \(expected[index][tap])"
      }
    }
    let outcome: CheckResult.Outcome =
      differing > 0 ? .failed : defect.map(CheckResult.Outcome.mistrusted) ?? .passed
    return CheckResult(
      outcome: outcome, maxError: Double(differing), errorBound: 0, worst: location, note: note)
  }

  /// Numbers that are not finite have no rank; a layer without taps has no masks.
  private static func defect(_ tensors: [MaskedTensor], _ gradients: [[Float]]) -> CheckResult? {
    let values = tensors.map(\.weights) + gradients
    let reason: String
    if tensors.allSatisfy(\.weights.isEmpty) {
      reason = "there are no taps"
    } else if !values.allSatisfy({ $0.allSatisfy(\.isFinite) }) {
      reason = "a weight or gradient is not finite"
    } else {
      return nil
    }
    return CheckResult(outcome: .mistrusted(reason), maxError: 0, errorBound: 0)
  }

  private static func failure(_ note: String) -> CheckResult {
    CheckResult(outcome: .failed, maxError: .infinity, errorBound: 0, note: note)
  }

  private static func improbable(
    _ count: Int, _ verb: String, _ range: BinomialRange, of tensor: MaskedTensor
  ) -> CheckResult {
    CheckResult(
      outcome: .failed, maxError: abs(Double(count) - range.mean), errorBound: range.deviation,
      note: "\(count) taps of tensor \(tensor.name) are \(verb), "
        + "which chance does not explain")
  }
}

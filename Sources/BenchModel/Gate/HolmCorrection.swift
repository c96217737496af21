/// Holm's step-down correction for several hypotheses.
///
/// S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
/// Statistics 6 (1979).
package enum HolmCorrection {
  /// Adjusted p-values in the order given: rejecting those of at most α keeps the probability of any
  /// false rejection at most α, whatever the dependence.
  ///
  /// `family` is the number of hypotheses where more were looked at than are listed; the others count
  /// as not rejected.
  package static func adjusted(_ pValues: [Double], family: Int? = nil) -> [Double] {
    let count = max(family ?? 0, pValues.count)
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    var adjusted = pValues
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, pValues[index] * Double(count - rank)))
      adjusted[index] = largest
    }
    return adjusted
  }
}

/// The element of a given rank without sorting: Hoare's quickselect with the median of three as pivot.
///
/// Linear in time on average. NaN has no rank: values must be numbers.
package enum RankSelection {
  /// The value that `rank` (from 0) others precede in ascending order; reorders `values`.
  package static func ascending(_ rank: Int, of values: inout [Float]) -> Float {
    precondition(values.indices.contains(rank), "there is no element of rank \(rank)")
    return values.withUnsafeMutableBufferPointer { values in
      var (low, high) = (0, values.count - 1)
      while low < high {
        let pivot = median(values[low], values[(low + high) / 2], values[high])
        var (left, right) = (low, high)
        while left <= right {
          while values[left] < pivot { left += 1 }
          while pivot < values[right] { right -= 1 }
          if left <= right {
            values.swapAt(left, right)
            left += 1
            right -= 1
          }
        }
        // Invariant: up to `right` no value exceeds the pivot, from `left` on none is below it.
        if rank <= right { high = right } else if rank >= left { low = left } else { break }
      }
      return values[rank]
    }
  }

  private static func median(_ a: Float, _ b: Float, _ c: Float) -> Float {
    max(min(a, b), min(max(a, b), c))
  }
}

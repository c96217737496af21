/// A peripheral sharing grid: runs of kernel offsets that share one weight per axis, in offset order.
///
/// Source: PeLK, arXiv:2403.07589, Eq. 2. The published formula seldom sums to the kernel size; the published examples put the remainder into
/// the outermost run. The grid is therefore explicit input, and `standard` is only its default.
package struct SharingGrid: Hashable, Sendable {
  /// Run lengths, symmetric about the centre; their sum is the kernel size.
  package let runs: [Int]

  /// Why a list of runs is no sharing grid.
  package enum Invalid: Error, Hashable, CustomStringConvertible {
    case nonPositiveRun(Int)
    case evenCount(Int)
    case asymmetric([Int])
    case sum(Int, kernel: Int)

    package var description: String {
      switch self {
      case .nonPositiveRun(let run): "grid has a run of \(run); every run is at least 1"
      case .evenCount(let count): "grid has \(count) runs; it needs an odd number (one centre run)"
      case .asymmetric(let runs):
        "grid \(runs.map(String.init).joined(separator: ",")) is not symmetric about its centre"
      case .sum(let sum, let kernel): "grid sums to \(sum), not to the kernel size \(kernel)"
      }
    }
  }

  /// Checks an explicit grid against the kernel it is for.
  package init(runs: [Int], kernel: Int) throws(Invalid) {
    for run in runs where run < 1 { throw .nonPositiveRun(run) }
    guard runs.count % 2 == 1 else { throw .evenCount(runs.count) }
    guard runs == runs.reversed() else { throw .asymmetric(runs) }
    var sum = 0
    for run in runs {
      let (next, overflow) = sum.addingReportingOverflow(run)
      guard !overflow else { throw .sum(.max, kernel: kernel) }
      sum = next
    }
    guard sum == kernel else { throw .sum(sum, kernel: kernel) }
    self.runs = runs
  }

  private init(unchecked runs: [Int]) { self.runs = runs }

  /// The default grid of a kernel size: unit runs up to `fineRadius` cells from the centre, then
  /// `base`, `base²`, … while they fit, then the remainder as the outermost run.
  ///
  /// Reproduces the published half-grids 31 → [7,4,2,1,1,1], 51 → [9,8,4,2,1,1,1] and, with
  /// `fineRadius` 3, 101 → [17,16,8,4,2,1,1,1,1]. A remainder smaller than its inner neighbour, where
  /// the paper is silent, stays a run of its own.
  package static func standard(
    kernel: Int, fineRadius: Int? = nil, base: Int = 2
  ) -> SharingGrid {
    let half = kernel / 2
    let fine = min(fineRadius ?? publishedFineRadius(kernel: kernel), half)
    var outward = Array(repeating: 1, count: fine)
    var left = half - fine
    var run = base
    while left > 0 {
      let taken = left >= run ? run : left
      outward.append(taken)
      left -= taken
      run *= base
    }
    return SharingGrid(unchecked: outward.reversed() + [1] + outward)
  }

  /// PeLK uses a 5×5 fine centre, PeLK-101 and larger a 7×7 one.
  package static func publishedFineRadius(kernel: Int) -> Int { kernel >= 101 ? 3 : 2 }

  /// Cells per axis: k′.
  package var count: Int { runs.count }
  package var kernel: Int { runs.reduce(0, +) }

  /// First kernel offset (from 0) of each run.
  package var starts: [Int] {
    var next = 0
    return runs.map { run in
      defer { next += run }
      return next
    }
  }

  /// Cell of each kernel offset.
  package var cellOfOffset: [Int] {
    runs.enumerated().flatMap { cell, run in Array(repeating: cell, count: run) }
  }
}

extension SharingGrid: CustomStringConvertible {
  /// Runs joined by `-`: the `grid` column.
  package var description: String { runs.map(String.init).joined(separator: "-") }
}

package import CShims

/// Where a kernel notes how long its phases take.
package typealias PhaseClock = UnsafeMutablePointer<lkb_phase_clock>

/// A kernel that works in phases one after the other, each long enough to be timed on its own.
///
/// Kernels whose copying is woven into their arithmetic have no phases.
package protocol PhasedKernel: PreparedKernel {
  /// One name per phase, at most `LKB_PHASE_LIMIT`; a run begins in the first.
  var phaseNames: [String] { get }
  /// Where `run` marks its phases; `nil`, as it is at first, for nowhere.
  ///
  /// The caller owns the clock and begins it before each run.
  var phaseClock: PhaseClock? { get set }
}

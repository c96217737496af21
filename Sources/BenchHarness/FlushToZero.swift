import CShims

/// The floating-point mode of measurements: denormal results and operands are zero.
///
/// A denormal costs some CPUs a hundred cycles, so that the data would decide over the time.
/// The mode belongs to a thread; threads created inside inherit it, older ones must set it themselves.
package enum FlushToZero {
  private static let bits = UInt32(LKB_MXCSR_FLUSH_TO_ZERO | LKB_MXCSR_DENORMALS_ARE_ZERO)

  /// Runs `body` with the mode on for the calling thread and restores what was before.
  package static func during<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = lkb_flush_to_zero()
    defer { lkb_mxcsr_set(before) }
    return try body()
  }

  /// Whether the calling thread is in the mode.
  package static var isOn: Bool {
    lkb_mxcsr_get() & bits == bits
  }
}

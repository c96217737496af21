/// Work that executes a known number of floating-point operations, to check counters with.
package struct FlopLoop: Sendable {
  /// One word for reports (`avx2`).
  package let name: String
  /// Operations of one run; a multiply-add counts 2.
  package let flops: Int
  /// A run, of a millisecond or more.
  package let run: @Sendable () -> Void

  package init(name: String, flops: Int, run: @escaping @Sendable () -> Void) {
    self.name = name
    self.flops = flops
    self.run = run
  }
}

/// What a metric in FLOPs said about a loop whose operations are known.
///
/// Counters of operations are off on some CPUs: on Zen 5, LIKWID found half of what was executed
/// (RRZE-HPC/likwid#767).
package struct FlopCalibration: Hashable, Sendable {
  package let group: String
  package let key: String
  /// The loop's name.
  package let loop: String
  /// Counted over executed operations; 1 is right.
  package let ratio: Double

  package init(group: String, key: String, loop: String, ratio: Double) {
    self.group = group
    self.key = key
    self.loop = loop
    self.ratio = ratio
  }

  /// Whether the count is within 1 % of the operations.
  package var isTrusted: Bool { KnownLoop.isClose(ratio, to: 1) }

  /// What `doctor` prints.
  package var line: String {
    let thousandths = (ratio * 1000).rounded() / 1000
    return "\(group): \(key) counts \(thousandths) of the known operations of the \(loop) loop"
      + (isTrusted ? "" : "; unverified")
  }
}

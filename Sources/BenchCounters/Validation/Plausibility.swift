/// Bounds for metrics of which code does not show what they must count: what prefetchers, page walkers and
/// schedulers do is not written in it.
///
/// Wide on purpose. They find an event that counts something else, or in another unit.
enum Plausibility {
  /// Bounds of the metric `key` over a run of `loop`; `nil` where there are none.
  static func bounds(of key: String, over loop: KnownLoop) -> ClosedRange<Double>? {
    // Of a compiler's loop nothing is known but its operations.
    guard let instructions = loop.known[.instructions], let lines = loop.known[.lines] else {
      return nil
    }
    if key == "papi_cycles" {
      if let cycles = loop.chainCycles { return 0.98 * Double(cycles)...1.25 * Double(cycles) }
      // From 10 instructions a cycle to 500 cycles for each.
      return Double(instructions) / 10...Double(instructions) * 500
    }
    if shares.contains(key) {
      // A chain of dependent operations leaves most slots to waiting for units.
      return key == "papi_backend_share" && loop.chainCycles != nil ? 0.4...1.05 : -0.05...1.05
    }
    guard let perLine = perLine[key] else { return nil }
    return lines == 0
      ? 0...loop.noise
      : perLine.lowerBound * Double(lines)...perLine.upperBound * Double(lines)
        + loop.noise
  }

  /// Counts per line that is fetched from memory.
  ///
  /// A neighbour that a prefetcher fetched makes a miss less or a request more.
  private static let perLine: [String: ClosedRange<Double>] = [
    "papi_l1d_misses": 0.4...2.2, "papi_cache_misses": 0.4...3,
    "papi_l2_requests": 0.9...2.5, "papi_l2_misses": 0.4...1.2, "papi_l2_fills": 0.9...2.5,
    "papi_l3_requests": 0.4...2.5, "papi_l3_misses": 0.4...2.5, "papi_memory_fills": 0.4...2.5,
    // With large pages hardly any, without them one for each of the block's pages.
    "papi_dtlb_misses": 0...1.1, "papi_dtlb_walks": 0...1.1, "papi_itlb_walks": 0...0,
  ]

  private static let shares: Set<String> = [
    "papi_retiring_share", "papi_frontend_share", "papi_speculation_share", "papi_backend_share",
    "papi_smt_share",
  ]
}

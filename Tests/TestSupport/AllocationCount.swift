import CTestSupport

/// How often the process asks for memory.
///
/// All of its threads are counted: of use in a process of its own, as an exit test is one.
package enum AllocationCount {
  /// Whether requests are counted; a sanitizer takes the allocator's place.
  package static var isCounting: Bool { lkb_counts_allocations() != 0 }
  /// Why a test that needs the count is skipped.
  package static let whyNot =
    "a sanitizer takes the place of the allocator that is counted"

  /// Requests while `body` runs, freed again or not; mappings count too.
  package static func during(_ body: () throws -> Void) rethrows -> Int {
    let before = lkb_allocation_count()
    try body()
    return Int(lkb_allocation_count() - before)
  }
}

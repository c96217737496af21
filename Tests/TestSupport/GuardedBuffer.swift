import Glibc

/// Floats that end, or start, at a page that may not be touched: reading or writing one element too
/// many ends the process instead of passing unseen.
///
/// The other side of the data lies within the same pages and is only guarded a page further. With
/// `guardAtEnd` the pointer has no alignment beyond that of `Float`, unless the count gives it one.
package final class GuardedBuffer: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Float>
  package let count: Int
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int

  /// Maps memory for `count` floats, all not-a-number, so that an element read before it is written
  /// shows in the result.
  package init(count: Int, guardAtEnd: Bool) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let bytes = count * MemoryLayout<Float>.stride
    let dataBytes = max(1, (bytes + page - 1) / page) * page
    mappedBytes = dataBytes + 2 * page
    guard
      let mapping = mmap(
        nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      mapping != MAP_FAILED,
      mprotect(mapping, page, PROT_NONE) == 0,
      mprotect(mapping + page + dataBytes, page, PROT_NONE) == 0
    else { preconditionFailure("cannot map \(mappedBytes) guarded bytes") }
    self.mapping = mapping
    self.count = count
    let start = mapping + page + (guardAtEnd ? dataBytes - bytes : 0)
    pointer = start.bindMemory(to: Float.self, capacity: count)
    fill(.nan)
  }

  /// Maps a copy of `values`.
  package convenience init(_ values: [Float], guardAtEnd: Bool) {
    self.init(count: values.count, guardAtEnd: guardAtEnd)
    for (index, value) in values.enumerated() { pointer[index] = value }
  }

  deinit { munmap(mapping, mappedBytes) }

  /// Sets every element.
  package func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

  /// A copy of the elements.
  package var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}

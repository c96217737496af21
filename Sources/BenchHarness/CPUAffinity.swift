import CShims

#if canImport(Glibc)
  import Glibc
#endif

/// The CPUs a thread may use, remembered so that they can be restored.
package struct CPUAffinity: Hashable, Sendable {
  /// CPU `c` is bit `c % 64` of word `c / 64`.
  private let mask: [UInt64]

  /// Remembers the CPUs of the calling thread.
  ///
  /// - Throws: `HarnessError.affinityRefused`.
  package init() throws(HarnessError) {
    // 1024 CPUs first; the kernel answers EINVAL while its own mask is longer.
    var words = 16
    while true {
      var mask = [UInt64](repeating: 0, count: words)
      let written = lkb_affinity_get(&mask, words * MemoryLayout<UInt64>.stride)
      if written > 0 {
        self.mask = mask
        return
      }
      guard written == -Int(EINVAL), words < 1024 else { throw .affinityRefused(errno: -written) }
      words *= 2
    }
  }

  /// Numbers of the allowed CPUs, ascending.
  package var allowedCPUs: [Int] {
    mask.indices.flatMap { word in
      (0..<UInt64.bitWidth).filter { mask[word] >> UInt64($0) & 1 == 1 }
        .map { word * UInt64.bitWidth + $0 }
    }
  }

  /// Pins the calling thread to one of the remembered CPUs and returns which; `nil` for `off`.
  ///
  /// - Throws: `HarnessError.cpuNotAllowed`, `HarnessError.affinityRefused`.
  package func pin(_ pinning: Pinning) throws(HarnessError) -> Int? {
    guard let cpu = try pinning.chosenCPU(among: allowedCPUs) else { return nil }
    var single = [UInt64](repeating: 0, count: mask.count)
    single[cpu / UInt64.bitWidth] = 1 << UInt64(cpu % UInt64.bitWidth)
    try Self.set(single)
    return cpu
  }

  /// Lets the calling thread use all remembered CPUs again.
  ///
  /// - Throws: `HarnessError.affinityRefused`.
  package func restore() throws(HarnessError) {
    try Self.set(mask)
  }

  private static func set(_ mask: [UInt64]) throws(HarnessError) {
    let result = lkb_affinity_set(mask, mask.count * MemoryLayout<UInt64>.stride)
    guard result == 0 else { throw .affinityRefused(errno: -result) }
  }
}

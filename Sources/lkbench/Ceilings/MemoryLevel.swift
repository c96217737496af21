import BenchRecords

/// Where data lie; the raw value is the name of the level's ceiling.
enum MemoryLevel: String, CaseIterable, Sendable {
  case l1 = "L1"
  case l2 = "L2"
  case l3 = "L3"
  case dram = "DRAM"

  /// The cache of this level, `nil` for memory and where the system does not tell.
  func cache(in machine: MachineDescription) -> CacheDescription? {
    guard let number = Self.allCases.firstIndex(of: self), self != .dram else { return nil }
    return machine.caches?.first { $0.level == number + 1 && $0.kind != "Instruction" }
  }
}

/// How much each of several threads goes through, so that a level of memory is what limits it.
struct WorkingSets: Hashable, Sendable {
  /// Bytes per thread; a level whose size is not known is absent.
  private(set) var bytes: [MemoryLevel: Int] = [:]
  /// What could not be sized as it should, for people.
  private(set) var notes: [String] = []

  /// Half of L1, of L2 and of a CPU's share of L3; four times L3 in memory for all threads together,
  /// 256 MiB at least and 1 GiB at most.
  ///
  /// A share of L3 that L2 might hold grows to twice L2. Memory is bounded by a quarter of `available`
  /// bytes.
  init(machine: MachineDescription, threads: Int, available: Int?) {
    let caches = Dictionary(
      uniqueKeysWithValues: MemoryLevel.allCases.map { ($0, $0.cache(in: machine)) })
    for level in [MemoryLevel.l1, .l2] {
      guard let cache = caches[level] ?? nil else { continue }
      // Threads of one core share its caches once every core has one.
      bytes[level] = cache.bytes / 2 / min(threads, cache.sharerCount ?? 1)
    }
    let l3 = caches[.l3] ?? nil
    if let l3 {
      let share = l3.bytes / 2 / (l3.sharerCount ?? 1)
      let beyondL2 = 2 * ((caches[.l2] ?? nil)?.bytes ?? 0)
      bytes[.l3] = max(share, min(beyondL2, l3.bytes / 2))
    }
    let wanted = min(max(4 * (l3?.bytes ?? 0), 256 << 20), 1 << 30)
    let memory = min(wanted, (available ?? .max) / 4)
    bytes[.dram] = memory / threads
    notes = [MemoryLevel.l1, .l2, .l3].filter { bytes[$0] == nil }.map {
      "the size of \($0.rawValue) is unknown: its bandwidth is not measured"
    }
    if let l3, memory < 2 * l3.bytes {
      notes.append("DRAM was measured over \(memory >> 20) MiB, less than twice the L3")
    }
  }
}

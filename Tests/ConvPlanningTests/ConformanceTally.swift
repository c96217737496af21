import ConvModel
import ConvPlanning
import KernelBuilds
import Testing

/// How many cases each algorithm of each build ran, and what went wrong.
struct ConformanceTally: Sendable {
  struct Key: Hashable, Sendable {
    /// An instruction set, or `library` for what chooses its own.
    let build: String
    let algorithm: String

    init(build: String, algorithm: String) {
      self.build = build
      self.algorithm = algorithm
    }

    init(_ build: KernelBuild, _ algorithm: any Algorithm) {
      let isLibrary = algorithm is any PeerAlgorithm
      self.init(
        build: isLibrary ? "library" : build.instructionSet.rawValue, algorithm: algorithm.id)
    }
  }

  /// Cases that ran.
  private(set) var counts: [Key: Int] = [:]
  private(set) var failures: [String] = []

  mutating func fail(_ failure: String) { failures.append(failure) }

  /// Counts a case and notes it where it did not pass.
  mutating func add(_ key: Key, _ outcome: CheckOutcome, _ name: @autoclosure () -> String) {
    counts[key, default: 0] += 1
    switch outcome {
    case .passed: break
    case .mistrusted(let reason): failures.append("\(name()): mistrusted: \(reason)")
    case .failed(let reason): failures.append("\(name()): \(reason)")
    }
  }

  private mutating func merge(_ other: ConformanceTally) {
    counts.merge(other.counts, uniquingKeysWith: +)
    failures += other.failures
  }

  /// Runs `body` on every item, as many at a time as there are cores, and adds up what they counted.
  static func gather<Item: Sendable>(
    _ items: [Item], _ body: @escaping @Sendable (Item, inout ConformanceTally) throws -> Void
  ) async throws -> ConformanceTally {
    try await withThrowingTaskGroup(of: ConformanceTally.self) { group in
      for item in items {
        group.addTask {
          var tally = ConformanceTally()
          try body(item, &tally)
          return tally
        }
      }
      return try await group.reduce(into: ConformanceTally()) { $0.merge($1) }
    }
  }

  /// Records the failures, the first ones in full, and compares the counts with the table's.
  func report(_ suite: String) throws {
    let total = counts.values.reduce(0, +)
    if !failures.isEmpty {
      let shown = failures.sorted().prefix(20).joined(separator: "\n")
      Issue.record("\(failures.count) failures in \(total) cases of \(suite):\n\(shown)")
    }
    try ConformanceCounts.check(counts, suite: EdgeProblems.isFull ? suite + "-full" : suite)
  }
}

/// What a case came to.
enum CheckOutcome: Hashable, Sendable {
  case passed
  /// It agrees with a reference that proves nothing.
  case mistrusted(String)
  case failed(String)
}

/// A loop of which it is known from its code what a run executes, to check counters with.
package struct KnownLoop: Sendable {
  /// One word for reports and files.
  package let name: String
  /// Its function, for tools that look at machine code; `nil` for code of a compiler.
  package let symbol: String?
  /// Events of a run; what is not in it is not known.
  package let known: [KnownEvent: Int]
  /// Cycles that a run takes if it takes what its chain of operations takes; `nil` where that is unknown.
  package let chainCycles: Int?
  /// Makes the caches ready, uncounted.
  package let prepare: @Sendable () -> Void
  /// A run, of some milliseconds: reading the counters costs some thousand instructions too.
  package let run: @Sendable () -> Void

  package init(
    name: String, symbol: String? = nil, known: [KnownEvent: Int], chainCycles: Int? = nil,
    prepare: @escaping @Sendable () -> Void = {}, run: @escaping @Sendable () -> Void = {}
  ) {
    self.name = name
    self.symbol = symbol
    self.known = known
    self.chainCycles = chainCycles
    self.prepare = prepare
    self.run = run
  }

  /// A loop of a compiler, of which only the operations are known.
  package init(_ loop: FlopLoop) {
    self.init(name: "peak-\(loop.name)", known: [.flops: loop.flops], run: loop.run)
  }

  /// A function of `LKBKnownLoops.h`: what it executes per iteration and, beside them and its return, once.
  ///
  /// What is not in `perIteration` does not happen. `varying` are events that depend on data, of a run.
  init(
    name: String, symbol: String, iterations: Int, perIteration: [KnownEvent: Int],
    instructionsOnce: Int, varying: [KnownEvent: Int] = [:], chainCycles: Int? = nil,
    prepare: @escaping @Sendable () -> Void = {}, run: @escaping @Sendable (UInt64) -> Void
  ) {
    var known: [KnownEvent: Int] = [:]
    for event in KnownEvent.allCases {
      known[event] = (perIteration[event] ?? 0) * iterations + (varying[event] ?? 0)
    }
    // The return; the loop's own branch is not taken the last time.
    for (event, count) in [
      (.instructions, instructionsOnce + 1), (.branches, 1), (.takenBranches, 1 - 1), (.loads, 1),
    ] as [(KnownEvent, Int)] {
      known[event, default: 0] += count
    }
    self.init(
      name: name, symbol: symbol, known: known, chainCycles: chainCycles, prepare: prepare,
      run: { run(UInt64(iterations)) })
  }

  /// Whether a count is the expected one but for 1 %.
  package static func isClose(_ counted: Double, to expected: Double) -> Bool {
    abs(counted - expected) <= 0.01 * abs(expected)
  }

  /// Counts up to here are none: what starting and stopping the counters executes is counted as well.
  var noise: Double { max(10_000, 0.001 * Double(known[.instructions] ?? 0)) }
}

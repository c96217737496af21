import BenchModel

#if canImport(Glibc)
  import Glibc
#endif

/// What one process pair measures, and against whom.
enum PairSlot: Hashable, Sendable {
  /// Head against base.
  case compared(Int)
  /// The base build against itself.
  case control(Int)

  /// The case's number.
  var index: Int {
    switch self {
    case .compared(let index), .control(let index): index
    }
  }
}

/// What one process pair measured.
struct PairMeasurement: Hashable, Sendable {
  /// Logarithms of the second side's time over the first's, one per accepted round.
  var logarithms: [PairSlot: [Double]] = [:]
  /// Nanoseconds per call of the accepted samples.
  var baseTimes: [Int: [Double]] = [:]
  var headTimes: [Int: [Double]] = [:]
  /// Blocks that were measured again.
  var repeats = 0
  /// Blocks that were disturbed and kept, since the case had used up its repeats.
  var keptDisturbed = 0
}

/// One process pair while it is measured: three workers of which one runs at a time.
struct PairSession {
  let base: any GateSide
  let head: any GateSide
  /// `nil` where there is no control.
  let control: (any GateSide)?
  /// Calls of a sample of each case, the same on both sides.
  let batches: [Int: GateBatch]
  let isInterrupted: () -> Bool
  /// Called after each accepted block.
  let onBlock: () -> Void

  /// Measures `slots` in passes of one block each, in random order, until each has `rounds` rounds.
  ///
  /// - Throws: `Interrupted`; `GateError` where a side fails.
  func measure(
    _ slots: [PairSlot], rounds: Int, schedule: inout BlockSchedule, rule: inout DisturbanceRule
  ) throws -> PairMeasurement {
    var result = PairMeasurement()
    for slot in slots { try warmUp(slot) }
    let blocks = BlockSchedule.blocks(rounds: rounds)
    var repeatsLeft = slots.map { _ in DisturbanceRule.repeats(of: blocks) }
    for _ in 0..<blocks {
      for position in schedule.order(of: Array(slots.indices)) {
        while true {
          guard !isInterrupted() else { throw Interrupted() }
          let block = try runBlock(slots[position], beginsWithFirst: schedule.beginsWithFirst())
          if rule.rejects(block.conditions) {
            if repeatsLeft[position] > 0 {
              repeatsLeft[position] -= 1
              result.repeats += 1
              continue
            }
            result.keptDisturbed += 1
          }
          result.add(block, of: slots[position])
          onBlock()
          break
        }
      }
    }
    return result
  }

  private func sides(_ slot: PairSlot) -> (first: any GateSide, second: any GateSide) {
    switch slot {
    case .compared: (base, head)
    case .control: (base, control ?? base)
    }
  }

  private func batch(_ slot: PairSlot) -> GateBatch {
    batches[slot.index] ?? GateBatch(callsPerPart: 1, parts: 1)
  }

  /// One sample of each side that does not count.
  private func warmUp(_ slot: PairSlot) throws {
    guard !isInterrupted() else { throw Interrupted() }
    let (first, second) = sides(slot)
    for side in [first, second] {
      _ = try side.time(index: slot.index, batch: batch(slot))
    }
  }

  private func runBlock(_ slot: PairSlot, beginsWithFirst: Bool) throws -> PairBlock {
    let (first, second) = sides(slot)
    let order = beginsWithFirst ? [first, second, second, first] : [second, first, first, second]
    let timings = try order.map { side in
      try side.time(index: slot.index, batch: batch(slot))
    }
    return PairBlock(
      first: beginsWithFirst ? [timings[0], timings[3]] : [timings[1], timings[2]],
      second: beginsWithFirst ? [timings[1], timings[2]] : [timings[0], timings[3]])
  }
}

/// The four samples of a block; the n-th of each side are neighbours in time.
struct PairBlock: Hashable, Sendable {
  let first: [GateTiming]
  let second: [GateTiming]

  /// What the system says over the four samples.
  var conditions: BlockConditions {
    let all = first + second
    let elapsed = all.reduce(0) { $0 + $1.elapsedNanoseconds }
    func share(_ path: KeyPath<GateTiming, Double?>) -> Double? {
      let values = all.compactMap { $0[keyPath: path] }
      return values.isEmpty || elapsed <= 0 ? nil : values.reduce(0, +) / elapsed
    }
    let switches = all.compactMap(\.involuntarySwitches)
    return BlockConditions(
      stealShare: share(\.stealNanoseconds), pressureShare: share(\.pressureNanoseconds),
      waitShare: share(\.waitedNanoseconds),
      involuntarySwitches: switches.isEmpty ? nil : switches.reduce(0, +))
  }
}

extension PairMeasurement {
  /// Adds the two rounds of a block.
  fileprivate mutating func add(_ block: PairBlock, of slot: PairSlot) {
    for (first, second) in zip(block.first, block.second) {
      // The difference of logarithms, so that swapping the sides changes the sign only.
      logarithms[slot, default: []].append(
        log(second.callNanoseconds) - log(first.callNanoseconds))
    }
    guard case .compared(let index) = slot else { return }
    baseTimes[index, default: []] += block.first.map(\.callNanoseconds)
    headTimes[index, default: []] += block.second.map(\.callNanoseconds)
  }
}

/// What the system says of one block of rounds, over its timed parts.
package struct BlockConditions: Hashable, Sendable {
  /// Stolen time of all CPUs over the block's time; `nil` where the system does not tell.
  package var stealShare: Double?
  /// Time in which some task waited for a CPU over the block's time (pressure stall information).
  package var pressureShare: Double?
  /// Time in which the workers waited for a CPU over the block's time.
  package var waitShare: Double?
  /// Preemptions of either side.
  package var involuntarySwitches: Int?

  package init(
    stealShare: Double? = nil, pressureShare: Double? = nil, waitShare: Double? = nil,
    involuntarySwitches: Int? = nil
  ) {
    self.stealShare = stealShare
    self.pressureShare = pressureShare
    self.waitShare = waitShare
    self.involuntarySwitches = involuntarySwitches
  }
}

/// Which blocks are measured again, decided before any time is looked at.
///
/// Steal above a fixed share; pressure and preemptions above both a fixed amount and a multiple of the
/// median of the blocks before. The rule sees no times and no side, so that it favours none.
package struct DisturbanceRule: Hashable, Sendable {
  /// Largest accepted share of stolen time.
  package static let mostSteal = 0.02
  /// Share of pressure that is always accepted.
  package static let harmlessPressure = 0.02
  /// Largest multiple of the median of the blocks before.
  package static let mostTimesMedian = 5.0
  /// Share of the planned blocks that may be measured again.
  package static let mostRepeats = 0.5

  private var pressures: OrderStatistics?
  private var switches: OrderStatistics?
  private var waits: OrderStatistics?

  package init() {}

  /// Median share of the blocks' time in which the workers waited for a CPU; `nil` without evidence.
  package var medianWaitShare: Double? { waits?.median }

  /// Whether a block with these conditions is to be measured again; remembers them either way.
  package mutating func rejects(_ conditions: BlockConditions) -> Bool {
    Self.remember(conditions.waitShare, in: &waits)
    let steal = (conditions.stealShare ?? 0) > Self.mostSteal
    let pressure = Self.exceeds(
      conditions.pressureShare, atLeast: Self.harmlessPressure, &pressures)
    let preempted = Self.exceeds(
      conditions.involuntarySwitches.map(Double.init), atLeast: 0, &switches)
    return steal || pressure || preempted
  }

  /// How often a case may be measured again that is planned to have so many blocks.
  package static func repeats(of blocks: Int) -> Int { Int(mostRepeats * Double(blocks)) }

  private static func exceeds(
    _ value: Double?, atLeast harmless: Double, _ history: inout OrderStatistics?
  ) -> Bool {
    guard let value, value.isFinite else { return false }
    let median = history?.median ?? 0
    remember(value, in: &history)
    return value > harmless && value > mostTimesMedian * median
  }

  private static func remember(_ value: Double?, in history: inout OrderStatistics?) {
    guard let value, value.isFinite else { return }
    if history == nil { history = OrderStatistics([value]) } else { history?.insert(value) }
  }
}

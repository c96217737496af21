import BenchHarness
import BenchRecords
import ConvPlanning
import Foundation

extension CeilingMeasurement {
  /// Measures this machine, pinned as `run` pins, and leaves the calling thread where it may have been;
  /// some seconds, and a quarter of the free memory at most.
  ///
  /// A pin that is refused becomes a note of the table.
  ///
  /// - Throws: `Interrupted`; `HarnessError`, also where the thread cannot be let go again, since all that
  ///   follows in this process would be pinned too; `ThreadTeamError`.
  static func ofThisMachine(
    _ machine: MachineDescription, options: SamplingOptions = standardOptions,
    affinity: () throws(HarnessError) -> any ThreadAffinity = PinnedThread.system
  ) throws -> CeilingTable {
    let thread = PinnedThread(.auto, affinity: affinity)
    let measured = Result { try measure(machine, on: thread, options) }
    try thread.restore()
    guard let table = try measured.get() else { throw Interrupted() }
    return table
  }

  /// `nil` when interrupted.
  private static func measure(
    _ machine: MachineDescription, on thread: PinnedThread, _ options: SamplingOptions
  ) throws -> CeilingTable? {
    let cpus = Pinning.team(
      first: thread.cpu, among: thread.allowedCPUs, core: MeasurementSettings.core)
    var measurement = CeilingMeasurement(
      machine: machine, instructionSets: Machine.current.instructionSets,
      threadCounts: threadCounts(upTo: max(1, cpus.count)),
      teams: ThreadTeams(cpus: thread.cpu == nil ? [] : cpus), clock: MonotonicClock(),
      noise: SystemNoiseSource(), availableMemory: AvailableMemory.bytes(),
      measuredAt: FolderName.time(Date()))
    measurement.options = options
    measurement.notes = [thread.warning].compactMap(\.self)
    if cpus.isEmpty {
      measurement.notes.append("the system does not tell its CPUs: measured on one thread alone")
    }
    return try measurement.measure(isInterrupted: { Interrupt.isPending })
  }
}

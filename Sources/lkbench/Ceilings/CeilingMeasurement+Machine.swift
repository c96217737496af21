import BenchHarness
import BenchRecords
import ConvPlanning
import Foundation

extension CeilingMeasurement {
  /// Measures this machine, pinned as `run` pins, and leaves the calling thread where it may have been;
  /// some seconds, and a quarter of the free memory at most.
  ///
  /// - Throws: `Interrupted`; `HarnessError`, `ThreadTeamError`.
  static func ofThisMachine(_ machine: MachineDescription) throws -> CeilingTable {
    let affinity = try? CPUAffinity()
    let cpu = (try? affinity?.pin(.auto)) ?? nil
    defer { try? affinity?.restore() }
    let allowed = affinity?.allowedCPUs ?? []
    let cpus = Pinning.team(first: cpu, among: allowed) { cpu in
      SystemFiles.live.text("/sys/devices/system/cpu/cpu\(cpu)/topology/thread_siblings_list")
    }
    let measurement = CeilingMeasurement(
      machine: machine, instructionSets: Machine.current.instructionSets,
      threadCounts: threadCounts(upTo: max(1, cpus.count)),
      teams: ThreadTeams(cpus: cpu == nil ? [] : cpus), clock: MonotonicClock(),
      noise: SystemNoiseSource(), availableMemory: AvailableMemory.bytes(),
      measuredAt: FolderName.time(Date()))
    guard let table = try measurement.measure(isInterrupted: { Interrupt.isPending }) else {
      throw Interrupted()
    }
    return table
  }
}

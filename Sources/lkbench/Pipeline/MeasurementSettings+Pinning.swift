import BenchHarness
import BenchRecords

extension MeasurementSettings {
  /// Pins this thread for the rest of the process and returns the CPU, `nil` where it may move, and all
  /// allowed CPUs in the order in which a team takes them.
  ///
  /// A refusal of the system is an error only where a CPU was asked for.
  func pin(_ terminal: Terminal) throws(HarnessError) -> (cpu: Int?, cpus: [Int]) {
    let affinity = try CPUAffinity()
    let allowed = affinity.allowedCPUs
    do throws(HarnessError) {
      let cpu = try affinity.pin(pinning)
      let cpus = Pinning.team(first: cpu, among: allowed) { cpu in
        SystemFiles.live.text("/sys/devices/system/cpu/cpu\(cpu)/topology/thread_siblings_list")
      }
      return (cpu, cpus)
    } catch .affinityRefused(let errno) where pinning == .auto {
      terminal.note("warning: not pinned: \(HarnessError.affinityRefused(errno: errno))")
      return (nil, allowed)
    }
  }
}

import BenchHarness
import BenchRecords

/// Where the kernels of a run are put.
struct KernelPlace {
  /// The CPU of the measuring thread; `nil` where it may move.
  let cpu: Int?
  /// All allowed CPUs in the order in which a team takes them.
  let cpus: [Int]
  /// Why the thread may move although it was to be pinned, in one line.
  let warning: String?
}

extension MeasurementSettings {
  /// Pins this thread for the rest of the process.
  ///
  /// A system that tells its CPUs and refuses to pin is an error only where a CPU was asked for; otherwise it
  /// is a warning, also in what is returned.
  ///
  /// - Throws: `HarnessError`.
  func pin(
    _ terminal: Terminal,
    affinity: () throws(HarnessError) -> any ThreadAffinity = PinnedThread.system
  ) throws(HarnessError) -> KernelPlace {
    let thread = PinnedThread(pinning, affinity: affinity)
    if let refusal = thread.refusal, pinning != .auto || thread.allowedCPUs.isEmpty {
      throw refusal
    }
    if let warning = thread.warning { terminal.note("warning: \(warning)") }
    return KernelPlace(
      cpu: thread.cpu,
      cpus: Pinning.team(first: thread.cpu, among: thread.allowedCPUs, core: Self.core),
      warning: thread.warning)
  }

  /// The CPUs that share a core with this one, in the kernel's words; `nil` where it does not tell.
  static func core(of cpu: Int) -> String? {
    SystemFiles.live.text("/sys/devices/system/cpu/cpu\(cpu)/topology/thread_siblings_list")
  }
}

package import BenchModel
import CShims

#if canImport(Glibc)
  import Glibc
#endif

/// Evidence from Linux: stolen time of all CPUs, preemptions and page faults of all threads of the
/// process, and the calling thread's voluntary switches.
///
/// A team's workers sleep between samples, which is a voluntary switch each and no disturbance.
/// Steal comes in clock ticks (10 ms as a rule), so that a short sample shows none or a whole tick.
/// Belongs to the measuring thread.
package final class SystemNoiseSource: NoiseSource {
  private let statDescriptor: Int32
  private let nanosecondsPerTick: Double

  /// Opens the file of CPU times; where that fails, steal stays empty.
  package init(statPath: String = "/proc/stat") {
    statDescriptor = open(statPath, O_RDONLY | O_CLOEXEC)
    let ticksPerSecond = sysconf(Int32(_SC_CLK_TCK))
    nanosecondsPerTick = 1e9 / Double(ticksPerSecond > 0 ? ticksPerSecond : 100)
  }

  deinit {
    if statDescriptor >= 0 { close(statDescriptor) }
  }

  package func totals() -> NoiseEvidence {
    var evidence = NoiseEvidence(stealNanoseconds: stealNanoseconds())
    var usage = lkb_usage()
    if lkb_thread_usage_get(&usage) == 0 {
      evidence.voluntaryContextSwitches = Int(usage.voluntary_context_switches)
    }
    if lkb_process_usage_get(&usage) == 0 {
      evidence.involuntaryContextSwitches = Int(usage.involuntary_context_switches)
      evidence.minorPageFaults = Int(usage.minor_page_faults)
      evidence.majorPageFaults = Int(usage.major_page_faults)
    }
    return evidence
  }

  private func stealNanoseconds() -> Double? {
    guard statDescriptor >= 0 else { return nil }
    // The first line holds ten numbers of at most 20 digits.
    return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
      let count = pread(statDescriptor, buffer.baseAddress, buffer.count, 0)
      guard count > 0 else { return nil }
      let ticks = CPUTimes.stealTicks(in: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      return ticks.map { Double($0) * nanosecondsPerTick }
    }
  }
}

/// The first line of `/proc/stat`, see proc_stat(5).
package enum CPUTimes {
  /// Position of `steal` among the numbers after the word `cpu`, from 1.
  private static let stealField = 8

  /// Ticks stolen from all CPUs; `nil` where the line is not complete up to that number.
  package static func stealTicks(in line: some Sequence<UInt8>) -> UInt64? {
    var field = 0
    var number: UInt64?
    for byte in line {
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), field > 0 {
        let (shifted, isTooLarge) = (number ?? 0).multipliedReportingOverflow(by: 10)
        guard !isTooLarge else { return nil }
        number = shifted &+ UInt64(byte - UInt8(ascii: "0"))
        continue
      }
      // Any number of spaces separates two fields: the first line has two after `cpu`.
      if let value = number {
        if field == stealField { return value }
        number = nil
        field += 1
      } else if field == 0, byte == UInt8(ascii: " ") {
        field = 1
      }
      if byte == UInt8(ascii: "\n") { return nil }
    }
    return nil
  }
}

import BenchCounters
import BenchHarness
import BenchRecords
import ConvModel
import ConvPlanning
import Foundation

/// What `environment.json` says beyond the machine: versions, options and measured overheads.
struct RunDetails {
  let settings: MeasurementSettings
  /// The value of `--counters`.
  let counters: String
  let shard: String?
  let clock: MonotonicClock
  let ceilings: MachineCeilings
  /// Where the kernels run.
  let place: KernelPlace
  let revision: Result<SourceRevision, SourceRevision.Absence>

  /// Keys in snake case; what is not known is left out.
  var dictionary: [String: String] {
    let sampling = settings.sampling
    var details = ["counters": counters]
    details["shard"] = shard
    details["build_configuration"] = BuildDescription.configuration
    details["swift_compiler"] = BuildDescription.swiftVersion
    switch revision {
    case .success(let found):
      details["git_commit"] = found.commit
      details["git_dirty"] = "\(found.isDirty)"
    case .failure(let absence): details["git_absent"] = absence.reason
    }
    details["papi"] = PAPISource.versionLine
    for library in PeerLibraries.all { details[library.key] = library.state }
    details["instruction_sets"] =
      Machine.current.instructionSets.map(\.rawValue).joined(separator: " ")
    details["instruction_set_dispatched"] = Machine.current.best.rawValue
    details["pinning"] = settings.pinning.description
    details["pinned_cpu"] = place.cpu.map(String.init)
    details["pinning_refused"] = place.warning
    details["seed"] = "\(sampling.seed)"
    details["precision"] = "\(sampling.precision)"
    details["minimum_sample_ns"] = "\(sampling.minimumSampleNanoseconds)"
    details["case_budget_ns"] = "\(sampling.caseBudgetNanoseconds)"
    details["warm_up_ns"] = "\(sampling.warmUpNanoseconds)"
    details["repetitions"] = sampling.repetitions.map(String.init)
    details["budget_ns"] = settings.budget.map { "\($0)" }
    details["flush_to_zero"] = "true"
    details["clock"] = "CLOCK_MONOTONIC_RAW"
    details["clock_resolution_ns"] = "\(clock.resolutionNanoseconds)"
    details["clock_overhead_ns"] = "\(clock.overheadNanoseconds)"
    details["no_op_ns"] = ceilings.noOpNanoseconds.map { "\($0)" }
    for (set, gigaflops) in ceilings.peaks {
      details["fma_peak_gflops_\(set.rawValue)"] = "\(gigaflops)"
    }
    details["peak_rss_of"] = Self.peakScope
    let mirrors = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("LKB_") }
    if !mirrors.isEmpty {
      details["environment_variables"] = ShellText.line(
        mirrors.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    }
    return details
  }

  /// What `peak_rss_bytes` covers: the whole process in any case, and from when on.
  private static var peakScope: String {
    ProcessMemory.resetPeak()
      ? "process since its problem began" : "process since its start"
  }
}

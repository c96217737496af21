/// The columns that every `results.csv` has, in the order of the file.
///
/// The raw values are public names: renaming, removing or moving one is a new schema.
package enum CoreColumn: String, CaseIterable, Sendable {
  case schema
  case runID = "run_id"
  case suite
  case caseID = "case_id"
  case variant
  case form
  case algorithm
  case isa
  case layout
  case threads
  case cache
  case batch
  case channels
  case height
  case width
  case kernel
  case stripe
  case sparsity
  case grid
  case status
  case reason
  case verified
  case maxError = "max_error"
  case errorBound = "error_bound"
  case params
  case weightBytes = "weight_bytes"
  case nominalMACs = "nominal_macs"
  case usefulMACs = "useful_macs"
  case executedFLOPs = "executed_flops"
  case compulsoryBytes = "compulsory_bytes"
  case workspaceBytes = "workspace_bytes"
  case peakRSSBytes = "peak_rss_bytes"
  case prepareNS = "prepare_ns"
  case samples
  case iterations
  case minNS = "min_ns"
  case medianNS = "median_ns"
  case p95NS = "p95_ns"
  case ciLowNS = "ci_low_ns"
  case ciHighNS = "ci_high_ns"
  case madNS = "mad_ns"
  case usefulGFLOPS = "useful_gflops"
  case nominalGFLOPS = "nominal_gflops"
  case peakFraction = "peak_fraction"
  case roofFraction = "roof_fraction"
  case arithmeticIntensity = "arithmetic_intensity"
  /// The command that measures this row again; always the last column.
  case repro

  /// What a cell that is not empty must hold.
  package enum Kind: Sendable {
    case text
    case number
    case boolean
  }

  /// What readers check a cell of this column for.
  package var kind: Kind {
    switch self {
    case .runID, .suite, .caseID, .variant, .form, .algorithm, .isa, .layout, .cache, .stripe,
      .grid, .status, .reason, .repro:
      .text
    case .verified: .boolean
    default: .number
    }
  }
}

/// How the measurement of a case ended; the content of the `status` column.
package enum RecordStatus: String, Sendable, Codable, CaseIterable {
  case ok
  case failed
  case skipped

  /// Whether a resumed run leaves the case alone; failed cases are measured again.
  package var isFinished: Bool { self != .failed }
}

/// The columns of `samples.csv`, in the order of the file.
package enum SampleColumn: String, CaseIterable, Sendable {
  case schema
  case runID = "run_id"
  case caseID = "case_id"
  /// Number of the sample within its case, from 0.
  case sample
  /// Position in the interleaved schedule.
  case order
  case iterations
  case elapsedNS = "elapsed_ns"
  case stealNS = "steal_ns"
  case involuntarySwitches = "involuntary_switches"
  case voluntarySwitches = "voluntary_switches"
  case minorFaults = "minor_faults"
  case majorFaults = "major_faults"
}

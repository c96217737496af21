import BenchCounters
import BenchHarness
import BenchRecords
import ConvModel
import ConvNetworks
import ConvPlanning

// With what status each module's errors end the process.

extension ProblemError: ExitCoded {
  var exitStatus: ExitStatus { .usage }
}

extension MachineLimitError: ExitCoded {
  var exitStatus: ExitStatus { .usage }
}

extension PlanError: ExitCoded {
  var exitStatus: ExitStatus {
    switch self {
    case .unknownAlgorithm, .unknownInstructionSet, .instructionSetAbsent: .usage
    case .declined, .unavailable, .noAlgorithm: .failed
    }
  }
}

extension PreparationError: ExitCoded {
  var exitStatus: ExitStatus { .failed }
}

extension TensorFileError: ExitCoded {
  var exitStatus: ExitStatus { .inputOutput }
}

extension TensorFolderError: ExitCoded {
  var exitStatus: ExitStatus { .inputOutput }
}

extension HarnessError: ExitCoded {
  var exitStatus: ExitStatus { .usage }
}

extension CounterError: ExitCoded {
  var exitStatus: ExitStatus {
    switch self {
    case .unavailable, .session, .misuse: .countersUnavailable
    case .unreadableGroup, .unreadableRecording: .inputOutput
    case .invalidGroup, .conflictingMetric, .unknownGroup: .usage
    }
  }
}

extension RecordError: ExitCoded {
  var exitStatus: ExitStatus {
    switch category {
    case .usage: .usage
    case .notComparable: .incomparable
    case .inputOutput: .inputOutput
    case .badValue: .failed
    }
  }
}

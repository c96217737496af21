/// Which build runs on a side.
enum GateRole: String, Sendable {
  case base, head
  /// The base build once more: what differs between it and `base` is noise.
  case control
}

/// One case as a side is asked for it.
struct GateCaseRequest: Hashable, Sendable {
  let id: String
  /// Options that select it.
  let arguments: [String]
  /// Why the gate cannot measure it at all.
  var unsupported: String?
}

/// Where the memory of a process pair lies; all its sides alike.
struct GateAlignment: Hashable, Sendable {
  /// Where input and output begin, in bytes after a page boundary.
  var input: Int
  var output: Int
  /// Pages that the shared memory is moved by.
  var pages = 0
}

/// One side of a process pair: a real worker, or a model of one.
///
/// A side runs only inside these calls, so that whoever makes them one after the other has the token.
protocol GateSide: AnyObject {
  /// Plans and packs a case under a number.
  func prepare(_ request: GateCaseRequest, index: Int, verify: Bool) throws -> GatePreparation
  /// Warms a case up for about so long and tells nanoseconds per call.
  func calibrate(index: Int, nanoseconds: Double) throws -> Double
  /// Times one batch of calls.
  func time(index: Int, batch: GateBatch) throws -> GateTiming
  /// Hardware counts, in a pass of their own.
  func counts(index: Int, batch: GateBatch) throws -> GateCounts
  /// Ends the side and waits for it.
  func close()
}

/// What a side counted.
struct GateCounts: Hashable, Sendable {
  /// Hardware counts per call by metric; none where there are no counters.
  var values: [String: Double] = [:]
  /// What is wrong with the counters, beyond that the machine has none.
  var problem: String?
}

/// Where sides come from.
protocol GateSides: AnyObject {
  /// Starts a fresh side.
  ///
  /// - Throws: `GateError`.
  func open(_ role: GateRole, alignment: GateAlignment) throws -> any GateSide
}

/// What ends a gate before it has verdicts.
enum GateError: ExitCoded, Hashable {
  /// The base build cannot take part.
  case baseUnusable(String)
  /// The head build cannot take part.
  case headUnusable(String)
  /// The gate itself cannot do its part: memory, the CPUs of its own thread.
  case gateUnable(String)
  /// The revision cannot be built.
  case baseNotBuilt(revision: String, reason: String)
  case noBase
  case usage(String)

  var exitStatus: ExitStatus {
    switch self {
    case .baseUnusable, .baseNotBuilt: .incomparable
    case .headUnusable, .gateUnable: .failed
    case .noBase, .usage: .usage
    }
  }

  var description: String {
    switch self {
    case .baseUnusable(let reason): "the base build cannot be compared with: \(reason)"
    case .headUnusable(let reason): "the worker of this build failed: \(reason)"
    case .gateUnable(let reason): "the gate cannot measure here: \(reason)"
    case .baseNotBuilt(let revision, let reason): "cannot build '\(revision)': \(reason)"
    case .noBase:
      "nothing to compare with: give --base REVISION or --base-binary FILE, or --layers without time"
    case .usage(let text): text
    }
  }

  /// The failure of a side, which names its build.
  static func of(_ role: GateRole, _ reason: String) -> GateError {
    role == .head ? .headUnusable(reason) : .baseUnusable(reason)
  }
}

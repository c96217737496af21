import BenchModel

/// The language of the gate's workers: one JSON object per line, a reply to every request.
///
/// A worker of another version may be on the other end, hence the number: it changes whenever a
/// request or a reply changes its meaning. Unknown fields are ignored.
enum GateProtocol {
  static let version = 2
}

/// What the gate asks a worker; fields that a request does not need are left out.
struct GateRequest: Codable, Hashable, Sendable {
  enum Operation: String, Codable, Sendable {
    /// Pins the worker to `cpu`, has its kernels' memory in `arena`, and asks who it is. Comes first.
    case open
    /// Plans and packs the case that `arguments` select, under the number `index`.
    case prepare
    /// Warms a case up and asks for its time per call.
    case calibrate
    /// The token: times one batch. A worker runs nothing without it.
    case time
    /// Counts cycles and instructions of one batch, where the machine can.
    case count
    /// Makes a case slower by `share` of its time, for the gate's test of itself.
    case slow
    /// Keeps the CPU busy until the input ends, for the gate's test of itself. Has no reply.
    case busy
  }

  var operation: Operation
  var protocolVersion: Int?
  var cpu: Int?
  var arena: GateArena?
  var index: Int?
  /// Options of a selection that is this one case.
  var arguments: [String]?
  /// Whether the kernel is to be compared with the reference.
  var verify: Bool?
  /// Bytes from a page boundary to the buffers.
  var inputOffset: Int?
  var outputOffset: Int?
  /// Calls of each part of a batch.
  var iterations: Int?
  var parts: Int?
  /// Time to spend.
  var nanoseconds: Double?
  var share: Double?

  enum CodingKeys: String, CodingKey {
    case operation = "op"
    case protocolVersion = "protocol"
    case cpu
    case arena
    case index
    case arguments
    case verify
    case inputOffset = "input_offset"
    case outputOffset = "output_offset"
    case iterations
    case parts
    case nanoseconds = "ns"
    case share
  }
}

/// Memory that the workers of a process pair share; see `MemoryArena`.
struct GateArena: Codable, Hashable, Sendable {
  /// A file that the worker can open.
  var path: String
  var byteCount: Int
  /// Where the file is mapped if the place is free, the same in all workers.
  var address: UInt

  enum CodingKeys: String, CodingKey {
    case path
    case byteCount = "bytes"
    case address
  }
}

/// What a worker answers.
struct GateReply: Codable, Hashable, Sendable {
  var protocolVersion: Int?
  /// Version of the tool and configuration of its build.
  var version: String?
  var build: String?
  var preparation: GatePreparation?
  var nanosecondsPerCall: Double?
  var timing: GateTiming?
  /// Hardware metrics per call by their keys.
  var counts: [String: Double]?
  /// Why there are no counts although the machine might have them.
  var countProblem: String?
  /// Why the request could not be carried out.
  var failure: String?

  enum CodingKeys: String, CodingKey {
    case protocolVersion = "protocol"
    case version
    case build
    case preparation
    case nanosecondsPerCall = "ns_per_call"
    case timing
    case counts
    case countProblem = "count_problem"
    case failure
  }
}

/// What became of a case on one side.
struct GatePreparation: Codable, Hashable, Sendable {
  enum Status: String, Codable, Sendable {
    case ready
    /// The planner or the selection refuses it.
    case refused
    /// Its output is wrong.
    case wrong
  }

  var status: Status
  var reason: String?
  var facts: CaseFacts?
}

/// What is known of a prepared case without timing it: the exact invariants.
struct CaseFacts: Codable, Hashable, Sendable {
  /// Ids of the algorithms the planner chose.
  var algorithm: String
  var params: Int
  var nominalMACs: Int
  /// `nil` where a library does not tell.
  var executedFLOPs: Int?
  var weightBytes: Int
  var workspaceBytes: Int
  /// Largest absolute difference from the reference; `nil` where it was not verified.
  var maxError: Double?

  enum CodingKeys: String, CodingKey {
    case algorithm
    case params
    case nominalMACs = "nominal_macs"
    case executedFLOPs = "executed_flops"
    case weightBytes = "weight_bytes"
    case workspaceBytes = "workspace_bytes"
    case maxError = "max_error"
  }
}

/// One timed batch with what the system says about it.
struct GateTiming: Codable, Hashable, Sendable {
  /// First quartile of the parts, per call.
  var callNanoseconds: Double
  /// The whole batch.
  var elapsedNanoseconds: Double
  var stealNanoseconds: Double?
  /// Time in which some task of the machine waited for a CPU.
  var pressureNanoseconds: Double?
  /// Time in which the worker itself waited for a CPU.
  var waitedNanoseconds: Double?
  var involuntarySwitches: Int?

  enum CodingKeys: String, CodingKey {
    case callNanoseconds = "call_ns"
    case elapsedNanoseconds = "elapsed_ns"
    case stealNanoseconds = "steal_ns"
    case pressureNanoseconds = "pressure_ns"
    case waitedNanoseconds = "waited_ns"
    case involuntarySwitches = "involuntary_switches"
  }
}

import BenchCounters
import BenchModel

/// Why a case cannot be simulated, or what went wrong while it was.
enum SimulationError: ExitCoded, Hashable {
  /// A program that is not installed, and the Debian package that has it.
  case missing(program: String, package: String)
  /// What callgrind cannot show.
  case unsupported(reason: String)
  case timedOut(seconds: Int)
  /// The simulated CPU met an instruction that it does not have.
  case illegalInstruction
  /// A child ended badly, with its last words.
  case failed(program: String, reason: String)
  /// The simulated kernel wrote something else than the verified one.
  case differs
  case damaged(CallgrindError)
  case interrupted

  var exitStatus: ExitStatus {
    switch self {
    case .missing, .unsupported, .timedOut, .illegalInstruction: .countersUnavailable
    case .failed, .differs, .damaged: .failed
    case .interrupted: .interrupted
    }
  }

  var description: String {
    switch self {
    case .missing(let program, let package):
      "no \(program) on the path; install it (Debian and Ubuntu: package \(package))"
    case .unsupported(let reason): reason
    case .timedOut(let seconds): "the simulation was ended after \(seconds) s"
    case .illegalInstruction:
      "an instruction that valgrind's CPU does not have; it simulates AVX2 at most"
    case .failed(let program, let reason): "\(program) failed: \(reason)"
    case .differs: "the simulated kernel wrote other outputs than the verified one"
    case .damaged(let error): error.description
    case .interrupted: "interrupted"
    }
  }
}

/// Why a team cannot be had.
package enum ThreadTeamError: Error, Hashable, CustomStringConvertible {
  case tooFewCPUs(threads: Int, cpus: Int)
  case threadRefused(errno: Int)
  case cpuRefused(Int, errno: Int)

  package var description: String {
    switch self {
    case .tooFewCPUs(let threads, let cpus):
      "\(threads) threads need \(threads) CPUs, and \(cpus) are allowed"
    case .threadRefused(let errno): "the system refused another thread (errno \(errno))"
    case .cpuRefused(let cpu, let errno):
      "the system refused to pin a thread to CPU \(cpu) (errno \(errno))"
    }
  }
}

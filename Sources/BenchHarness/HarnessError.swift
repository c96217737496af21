/// What can be wrong before a measurement starts.
package enum HarnessError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A word for pinning that is none.
  case unknownPinning(String)
  /// A CPU that this process may not use.
  case cpuNotAllowed(Int, allowed: [Int])
  /// The system refused to tell or to change the thread's CPUs.
  case affinityRefused(errno: Int)
  /// A sampling option out of its range.
  case invalidOption(name: String, value: String, expected: String)

  package var description: String {
    switch self {
    case .unknownPinning(let text):
      "pinning '\(text)' is not known: expected auto, off or a CPU number such as 3"
    case .cpuNotAllowed(let cpu, let allowed):
      "CPU \(cpu) is not among the CPUs this process may use: "
        + allowed.map(String.init).joined(separator: ", ")
    case .affinityRefused(let errno):
      "the system refused to read or set the thread's CPUs (errno \(errno)): try pinning off"
    case .invalidOption(let name, let value, let expected):
      "\(name) is \(value): expected \(expected)"
    }
  }
}

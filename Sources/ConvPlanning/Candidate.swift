import ConvModel

/// An algorithm that takes a stage, and how long it takes (predicted or measured).
struct Candidate {
  let algorithm: any Algorithm
  let nanoseconds: Double

  /// The fastest, and one sentence on how it compares with the next.
  static func fastest(
    of candidates: [Candidate], _ verb: String
  ) -> (algorithm: any Algorithm, reason: String)? {
    let sorted = candidates.sorted { $0.nanoseconds < $1.nanoseconds }
    guard let best = sorted.first else { return nil }
    guard let next = sorted.dropFirst().first else {
      return (best.algorithm, "\(best.algorithm.id) alone takes this kernel")
    }
    let tenths = Int((10 * next.nanoseconds / best.nanoseconds).rounded())
    return (
      best.algorithm,
      "\(best.algorithm.id) is \(verb) \(tenths / 10).\(tenths % 10) times as fast as "
        + next.algorithm.id
    )
  }
}

#if FFTW
  import CFFTW
  import ConvModel
  import Synchronization

  /// Which lengths to transform a shape in, found by timing and remembered.
  struct FFTWChoice: Sendable {
    let extents: TransformExtents

    /// Maps with fewer points than this are not worth timing.
    private static let leastTimedPoints = 512
    private static let repetitions = 7

    private struct Key: Hashable {
      let height: Int
      let width: Int
      let candidates: [TransformExtents]
    }

    private static let known = Mutex<[Key: FFTWChoice]>([:])

    /// The fastest candidate; times each on its first call for a shape.
    static func best(_ shape: DepthwiseShape) throws(PlanError) -> FFTWChoice {
      var candidates = TransformExtents.candidates(shape)
      if candidates[0].points < leastTimedPoints { candidates = [candidates[0]] }
      let map = shape.map
      let key = Key(height: map.height, width: map.width, candidates: candidates)
      if let choice = known.withLock({ $0[key] }) { return choice }
      var best: (time: Duration, choice: FFTWChoice)?
      for extents in candidates {
        let transform = try FFTWTransform(
          height: map.height, width: map.width, extents: extents)
        let time = candidates.count > 1 ? time(transform) : .zero
        if let best, best.time <= time { continue }
        best = (time, FFTWChoice(extents: extents))
      }
      guard let choice = best?.choice else {
        throw .unavailable(algorithm: "fftw", reason: "no transform length fits \(map)")
      }
      known.withLock { $0[key] = choice }
      return choice
    }

    /// The shortest of some rounds over all planes.
    private static func time(_ transform: FFTWTransform) -> Duration {
      let clock = ContinuousClock()
      let times = (0..<repetitions).map { _ in
        clock.measure {
          for plane in 0..<FFTWTransform.planesAtOnce {
            transform.forward(plane)
            transform.inverse(plane)
          }
        }
      }
      return times.min() ?? .zero
    }
  }
#endif

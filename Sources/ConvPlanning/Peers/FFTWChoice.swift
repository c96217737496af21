#if FFTW
  import CFFTW
  import ConvModel
  import Synchronization

  /// Which lengths to transform a shape in, found by timing and remembered.
  struct FFTWChoice: Sendable {
    let extents: TransformExtents

    /// Maps with fewer points than this are not worth timing.
    private static let leastTimedPoints = 512
    private static let repetitions = 21

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
      let transforms = try candidates.map { extents throws(PlanError) in
        try FFTWTransform(height: map.height, width: map.width, extents: extents)
      }
      let choice = FFTWChoice(extents: candidates[transforms.count > 1 ? fastest(transforms) : 0])
      known.withLock { $0[key] = choice }
      return choice
    }

    /// The index of the transform with the shortest time, by turns so that a disturbance hits all.
    private static func fastest(_ transforms: [FFTWTransform]) -> Int {
      let clock = ContinuousClock()
      var shortest = Array(repeating: Duration.seconds(1), count: transforms.count)
      for _ in 0..<repetitions {
        for (index, transform) in transforms.enumerated() {
          let time = clock.measure {
            for plane in 0..<FFTWTransform.lanes {
              transform.forward(plane)
              transform.inverse(plane)
            }
          }
          shortest[index] = min(shortest[index], time)
        }
      }
      return shortest.indices.min { shortest[$0] < shortest[$1] } ?? 0
    }
  }
#endif

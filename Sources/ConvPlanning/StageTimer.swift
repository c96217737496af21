import ConvModel

/// Times algorithms on one stage, interleaved, by their fastest sample.
///
/// The minimum, because a choice needs the time of an undisturbed run, and because disturbances only
/// ever add.
struct StageTimer {
  private let stage: Stage
  private let slice: TensorSlice
  private let input: AlignedBuffer<Float>
  private let output: AlignedBuffer<Float>
  private let clock = ContinuousClock()

  /// Samples are at least so long, so that reading the clock does not count.
  private static let sampleTime = Duration.microseconds(50)
  private static let rounds = 7
  /// Rounds end when the stage has taken so long in all.
  private static let budget = Duration.milliseconds(300)
  /// Candidates that are so many times slower than the best after one run are not timed again.
  private static let hopeless = 3.0

  /// Allocates tensors of the slice's size, filled with random activations.
  init(_ stage: Stage, on slice: TensorSlice) {
    self.stage = stage
    self.slice = slice
    let count = slice.layout.elementCount(slice.tensor)
    input = AlignedBuffer(
      Fill(.unitVariance, seed: 1).values(
        role: "planner", planes: 1, count: count, deviation: 1))
    output = AlignedBuffer(repeating: 0, count: count)
  }

  /// Nanoseconds per run of every algorithm that can be prepared.
  func time(_ algorithms: [any Algorithm]) -> [Candidate] {
    var entrants: [Entrant] = []
    for algorithm in algorithms {
      guard let kernel = try? algorithm.prepare(stage, on: slice) else { continue }
      _ = run(kernel, calls: 1)
      entrants.append(Entrant(algorithm, kernel, run(kernel, calls: 1)))
    }
    let begin = clock.now
    let best = entrants.map(\.fastest).min() ?? .zero
    for _ in 0..<Self.rounds where clock.now - begin < Self.budget {
      for index in entrants.indices where entrants[index].fastest < best * Self.hopeless {
        let calls = max(1, Int((Self.sampleTime / entrants[index].fastest).rounded(.up)))
        let time = run(entrants[index].kernel, calls: calls)
        entrants[index].fastest = min(entrants[index].fastest, time)
      }
    }
    return entrants.map { entrant in
      Candidate(algorithm: entrant.algorithm, nanoseconds: entrant.fastest / .nanoseconds(1))
    }
  }

  /// Time per call.
  private func run(_ kernel: any PreparedKernel, calls: Int) -> Duration {
    let begin = clock.now
    for _ in 0..<calls {
      kernel.run(input: UnsafePointer(input.pointer), output: output.pointer)
    }
    return (clock.now - begin) / calls
  }

  private struct Entrant {
    let algorithm: any Algorithm
    let kernel: any PreparedKernel
    var fastest: Duration

    init(_ algorithm: any Algorithm, _ kernel: any PreparedKernel, _ fastest: Duration) {
      self.algorithm = algorithm
      self.kernel = kernel
      self.fastest = max(fastest, .nanoseconds(1))
    }
  }
}

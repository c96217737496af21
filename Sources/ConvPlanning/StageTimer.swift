import CShims
import ConvModel

/// Checks and times algorithms on one stage, interleaved, by their fastest sample.
///
/// The minimum, because a choice needs the time of an undisturbed run, and because disturbances only
/// ever add. Denormals are flushed to zero, as they are where the choice is measured in the end.
struct StageTimer {
  private let stage: Stage
  private let slice: TensorSlice
  private let input: AlignedBuffer<Float>
  private let output: AlignedBuffer<Float>
  private let samples: StageSamples
  private let clock = ContinuousClock()

  /// Samples are at least so long, so that reading the clock does not count.
  private static let sampleTime = Duration.microseconds(50)
  private static let rounds = 7
  /// Rounds end when the stage has taken so long in all.
  private static let budget = Duration.milliseconds(300)
  /// Candidates that are so many times slower than the best after one run are not timed again.
  private static let hopeless = 3.0

  /// What was timed, and why the others were not: one text each.
  struct Outcome {
    var candidates: [Candidate] = []
    var rejections: [String] = []
  }

  /// Allocates tensors of the slice's size, filled with random activations.
  init(_ stage: Stage, on slice: TensorSlice) {
    self.stage = stage
    self.slice = slice
    let count = slice.layout.elementCount(slice.tensor)
    input = AlignedBuffer(
      Fill(.unitVariance, seed: 1).values(
        role: "planner", planes: 1, count: count, deviation: 1))
    output = AlignedBuffer(repeating: 0, count: count)
    samples = StageSamples(stage, on: slice, input: UnsafePointer(input.pointer))
  }

  /// Nanoseconds per run of every algorithm that can be prepared and computes the stage.
  ///
  /// - Throws: whatever keeps an algorithm from being prepared and is no refusal of its own.
  func time(_ algorithms: [any Algorithm]) throws(PlanError) -> Outcome {
    let before = lkb_flush_to_zero()
    defer { lkb_mxcsr_set(before) }
    var outcome = Outcome()
    var entrants: [Entrant] = []
    for algorithm in algorithms {
      do throws(PlanError) {
        let kernel = try algorithm.prepare(stage, on: slice)
        if let flaw = check(kernel) {
          outcome.rejections.append("\(algorithm.id) \(flaw)")
        } else {
          entrants.append(Entrant(algorithm, kernel, run(kernel, calls: 1)))
        }
      } catch {
        guard error.isRefusal(of: algorithm.id) else { throw error }
        outcome.rejections.append("\(error)")
      }
    }
    let begin = clock.now
    let best = entrants.map(\.fastest).min() ?? .zero
    for round in 0..<Self.rounds where round == 0 || clock.now - begin < Self.budget {
      for index in entrants.indices where entrants[index].fastest < best * Self.hopeless {
        let calls = max(1, Int((Self.sampleTime / entrants[index].fastest).rounded(.up)))
        let time = run(entrants[index].kernel, calls: calls)
        entrants[index].fastest = min(entrants[index].fastest, time)
      }
    }
    outcome.candidates = entrants.map { entrant in
      Candidate(algorithm: entrant.algorithm, nanoseconds: entrant.fastest / .nanoseconds(1))
    }
    return outcome
  }

  /// What is wrong with the output of one run; `nil` for nothing.
  private func check(_ kernel: any PreparedKernel) -> String? {
    // Not a number unless it is written; a stage that adds needs something to add to.
    output.pointer.update(repeating: stage.accumulates ? 0 : .nan, count: output.count)
    kernel.run(input: UnsafePointer(input.pointer), output: output.pointer)
    return kernel.failure ?? samples.flaw(in: UnsafePointer(output.pointer))
  }

  /// Time per call.
  private func run(_ kernel: any PreparedKernel, calls: Int) -> Duration {
    // Sums over all samples would grow from candidate to candidate.
    if stage.accumulates { output.pointer.update(repeating: 0, count: output.count) }
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

/// How the cases of a run ended.
struct RunOutcome: Hashable, Sendable {
  var measured = 0
  var failed = 0
  var skipped = 0
  /// Time in the sampler, warm-up included.
  var measuringNanoseconds = 0.0
  /// Whether the user ended the run before its last case.
  var isInterrupted = false

  /// Cases that have a row now.
  var count: Int { measured + failed + skipped }
}

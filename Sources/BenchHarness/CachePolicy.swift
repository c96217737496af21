/// What a call finds in the caches.
///
/// The raw value is the word of `--cache` and of the `cache` column.
package enum CachePolicy: String, CaseIterable, Sendable, Codable {
  /// Everything the previous call left there; a sample is a calibrated batch of calls.
  case warm
  /// No weights; a sample is one call after an eviction.
  case coldWeights = "cold-weights"
  /// Neither weights nor input nor output; a sample is one call after an eviction.
  case coldAll = "cold-all"
}

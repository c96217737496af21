/// A clock that never goes back.
package protocol TimeSource: Sendable {
  /// Nanoseconds since some fixed moment.
  func nanoseconds() -> UInt64

  /// The smallest step two successive readings can show.
  var resolutionNanoseconds: Double { get }
}

/// How an algorithm's rounding errors arise, from which the bound of its output follows.
package enum Rounding: Hashable, Sendable {
  /// Products are added up, in whatever order: exact on small integers.
  case summation
  /// The data pass through a transform of so many points: every output carries the rounding of the
  /// whole map, integers do not stay integers, and one input that is not finite spoils its channel's
  /// whole output (or that of the tiles it lies in).
  case transform(points: Int)
}

/// How an algorithm's rounding errors arise, from which the bound of its output follows.
package enum Rounding: Hashable, Sendable {
  /// Products are added up, in whatever order: exact on small integers.
  case summation
  /// The data pass through a transform of so many points: every output carries the rounding of the
  /// whole map, integers do not stay integers, and one input that is not finite spoils its channel's
  /// whole output (or that of the tiles it lies in).
  case transform(points: Int)
  /// Products are interpolated from sums at several points, which are up to `growth` times larger than the
  /// outputs; an output takes so many roundings of them. Integers do not stay integers, and one input that
  /// is not finite spoils the outputs that are interpolated together with its own.
  case interpolation(roundings: Int, growth: Double)
}

/// The columns that compare each case with one peer: the peer's time over the case's, above 1 where the
/// case is faster, and the bounds of its nominal 95 % interval.
package struct RatioColumns: Hashable, Sendable {
  private static let prefix = "ratio_vs_"
  private static let bounds = ["_low", "_high"]

  package let ratio: String
  package var low: String { ratio + Self.bounds[0] }
  package var high: String { ratio + Self.bounds[1] }
  package var all: [String] { [ratio, low, high] }

  /// The columns of the peer with that id.
  package init(peer: String) {
    ratio = Self.prefix + peer.replacing("-", with: "_")
  }

  private init(ratio: String) { self.ratio = ratio }

  /// The peers that `columns` compare with, in order.
  package static func among(_ columns: [String]) -> [RatioColumns] {
    columns.filter { name in
      name.hasPrefix(prefix) && !bounds.contains { name.hasSuffix($0) }
    }.map(RatioColumns.init(ratio:))
  }

  /// What a person reads above the column.
  package var title: String { "vs " + ratio.dropFirst(Self.prefix.count) }
}

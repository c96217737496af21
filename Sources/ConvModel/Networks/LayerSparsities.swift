/// How much of which layer is pruned: one share for the whole network, and exceptions by name.
package struct LayerSparsities: Hashable, Sendable {
  /// A share for the layers whose name contains a pattern.
  package struct Exception: Hashable, Sendable {
    /// Dotted parts that stand one after the other in a layer's name: `stem`, `stages.2`, `blocks.0.dw`.
    package var pattern: String
    package var sparsity: Double

    package init(pattern: String, sparsity: Double) {
      self.pattern = pattern
      self.sparsity = sparsity
    }

    func matches(_ name: String) -> Bool { ".\(name).".contains(".\(pattern).") }
  }

  /// Share of every matrix and kernel of the network; `nil` where nothing is said of the network.
  package var all: Double?
  /// The last one that matches a layer holds.
  package var exceptions: [Exception]

  package init(all: Double? = nil, exceptions: [Exception] = []) {
    self.all = all
    self.exceptions = exceptions
  }

  package static let none = LayerSparsities()

  /// The share of a layer; `fallback` where nothing is said of it.
  package func sparsity(of name: String, fallback: Double) -> Double {
    exceptions.last { $0.matches(name) }?.sparsity ?? all ?? fallback
  }

  func validate() throws(NetworkError) {
    for value in exceptions.map(\.sparsity) + (all.map { [$0] } ?? []) {
      guard value >= 0, value < 1 else { throw .sparsityOutOfRange(value) }
    }
  }
}

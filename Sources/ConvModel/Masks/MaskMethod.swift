/// How the taps of a sparse layer are chosen (SLaK, arXiv:2207.03620).
package enum MaskMethod: Hashable, Sendable {
  /// Every tap is kept with the same probability, independently.
  case uniform
  /// Erdős–Rényi-kernel densities over the layer's branches, then uniform within each.
  case erk
  /// A uniform mask after `steps` of prune-and-grow.
  case pruneAndGrow(steps: Int)
  /// Supplied by the user.
  case file
}

extension MaskMethod: CustomStringConvertible {
  package var description: String {
    switch self {
    case .uniform: "uniform"
    case .erk: "erk"
    case .pruneAndGrow(let steps): "grown\(steps)"
    case .file: "file"
    }
  }
}

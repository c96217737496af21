/// Why a network cannot be stated; each case prints as one line that says what would be right.
package enum NetworkError: Error, Hashable, CustomStringConvertible {
  case unknownName(String, known: [String])
  /// `nil` when the value overflows.
  case channels(expression: String, value: Int?)
  case outOfRange(what: String, value: Int, allowed: ClosedRange<Int>)
  case sparsityOutOfRange(Double)
  /// Per-stage lists of different lengths.
  case stageCount(what: String, found: Int, expected: Int)
  case unknownVariant(String, near: [String])
  case noDilatedBranches(kernel: Int, known: [Int])
  case mapTooSmall(layer: String, map: MapShape)
  case addWithoutKeep(layer: String)
  case addShapes(layer: String, kept: MapShape, current: MapShape)
  case keepWithoutAdd(layer: String)
  case duplicateLayer(String)
  case problem(layer: String, ProblemError)
  case sparsityMatchesNothing(pattern: String)
  case overflow(String)

  package var description: String {
    switch self {
    case .unknownName(let name, let known):
      "'\(name)' is no number of channels; known are \(known.joined(separator: ", "))"
    case .channels(let expression, let value):
      "\(expression) is \(value.map(String.init) ?? "too large"); a layer has 1 to "
        + "\(NetworkLimits.channels) channels"
    case .outOfRange(let what, let value, let allowed):
      "\(what) is \(value); it must be between \(allowed.lowerBound) and \(allowed.upperBound)"
    case .sparsityOutOfRange(let value): "sparsity \(value) is outside [0, 1)"
    case .stageCount(let what, let found, let expected):
      "\(what) for \(found) stage\(found == 1 ? "" : "s"), expected one for each of \(expected)"
    case .unknownVariant(let name, let near):
      "unknown variant '\(name)'; nearest: \(near.joined(separator: ", "))"
    case .noDilatedBranches(let kernel, let known):
      "variant 'dilated' has no published branches for kernel \(kernel); it has them for "
        + known.map(String.init).joined(separator: ", ")
    case .mapTooSmall(let layer, let map):
      "\(layer) reads a map of \(map), smaller than its kernel; give a larger input"
    case .addWithoutKeep(let layer): "\(layer) adds a tensor that no 'keep' before it put aside"
    case .addShapes(let layer, let kept, let current):
      "\(layer) adds \(kept) to \(current); both ends of a residual connection have one shape"
    case .keepWithoutAdd(let layer): "\(layer) puts a tensor aside that no 'add' takes back"
    case .duplicateLayer(let name): "two layers are called '\(name)'; give one of them a name"
    case .problem(let layer, let error): "\(layer): \(error)"
    case .sparsityMatchesNothing(let pattern):
      "sparsity for '\(pattern)': no layer has this in its name"
    case .overflow(let network): "\(network) has more operations than can be counted"
    }
  }
}

/// Bounds of what a description may ask for, so that no count of one layer overflows.
package enum NetworkLimits {
  package static let channels = 1 << 14
  package static let extent = 1 << 12
  /// Of a depthwise operator.
  package static let kernel = 511
  /// Of stems and transitions.
  package static let smallKernel = 15
  /// Of one stage.
  package static let depth = 256
  package static let stages = 16
}

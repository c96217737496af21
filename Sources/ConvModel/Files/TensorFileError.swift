/// Why a tensor file cannot be read or written; each case prints as one line that names the file.
package enum TensorFileError: Error, Hashable, CustomStringConvertible {
  case unreadable(file: String, reason: String)
  case unwritable(file: String, reason: String)
  case notNpy(file: String)
  case version(file: String, major: Int, minor: Int)
  case elementType(file: String, found: String)
  case fortranOrder(file: String)
  case header(file: String, reason: String)
  case empty(file: String, shape: [Int])
  case truncated(file: String, expected: Int, found: Int)
  case trailing(file: String, surplus: Int)
  case value(file: String, index: Int, reason: String)

  package var description: String {
    switch self {
    case .unreadable(let file, let reason): "cannot read '\(file)': \(reason)"
    case .unwritable(let file, let reason): "cannot write '\(file)': \(reason)"
    case .notNpy(let file): "'\(file)' is not a .npy file (its first bytes are not \\x93NUMPY)"
    case .version(let file, let major, let minor):
      "'\(file)' is .npy version \(major).\(minor); versions 1.0 and 2.0 are read"
    case .elementType(let file, let found):
      "'\(file)' holds elements of type \(found); "
        + NpyElement.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ") + " are read"
    case .fortranOrder(let file):
      "'\(file)' is in Fortran order; save numpy.ascontiguousarray of it"
    case .header(let file, let reason): "'\(file)' has a bad .npy header: \(reason)"
    case .empty(let file, let shape):
      "'\(file)' holds no elements: its shape is [\(shape.map(String.init).joined(separator: ", "))]"
    case .truncated(let file, let expected, let found):
      "'\(file)' is truncated: it needs \(expected) bytes and has \(found)"
    case .trailing(let file, let surplus):
      "'\(file)' has \(surplus) bytes after the end of its data"
    case .value(let file, let index, let reason): "'\(file)', element \(index): \(reason)"
    }
  }
}

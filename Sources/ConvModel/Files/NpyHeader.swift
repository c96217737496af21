/// Element types that are read, by their NumPy names.
package enum NpyElement: String, CaseIterable, Sendable {
  case float32 = "<f4"
  case float64 = "<f8"
  case byte = "|u1"
  case boolean = "|b1"

  var byteCount: Int {
    switch self {
    case .float32: 4
    case .float64: 8
    case .byte, .boolean: 1
    }
  }
}

/// What the header of a `.npy` file says: element type and shape of a C-ordered array.
///
/// Source: the "Format Version 1.0" and "2.0" sections of `numpy.lib.format`.
struct NpyHeader: Hashable {
  var element: NpyElement
  var shape: [Int]

  /// Text of a header as `numpy.save` writes it, without its padding.
  ///
  /// NumPy leaves room to grow the first extent to 21 digits in place; so do we, to be identical.
  var text: String {
    let extents = shape.map(String.init)
    let tuple = extents.count == 1 ? "\(extents[0])," : extents.joined(separator: ", ")
    let spare = extents.first.map { max(0, Self.growthDigits - $0.utf8.count) } ?? 0
    return "{'descr': '\(element.rawValue)', 'fortran_order': False, 'shape': (\(tuple)), }"
      + String(repeating: " ", count: spare)
  }

  private static let growthDigits = 21

  /// Reads the dictionary; refuses everything but the three known keys, each once.
  init(parsing bytes: ArraySlice<UInt8>, file: String) throws(TensorFileError) {
    var reader = NpyLiteralReader(bytes)
    var entries: [String: NpyLiteral] = [:]
    guard reader.take("{") else {
      throw .header(file: file, reason: "it is not a dictionary")
    }
    while !reader.take("}") {
      guard let key = reader.string(), reader.take(":"), let value = reader.literal() else {
        throw .header(file: file, reason: "its dictionary is malformed")
      }
      guard entries.updateValue(value, forKey: key) == nil else {
        throw .header(file: file, reason: "'\(key)' appears twice")
      }
      if !reader.take(",") {
        guard reader.take("}") else {
          throw .header(file: file, reason: "its dictionary is malformed")
        }
        break
      }
    }
    guard reader.isAtEnd else {
      throw .header(file: file, reason: "text follows the dictionary")
    }
    for key in entries.keys.sorted() where !["descr", "fortran_order", "shape"].contains(key) {
      throw .header(file: file, reason: "unknown key '\(key)'")
    }

    switch entries["descr"] {
    case .string(let name)?:
      guard let element = NpyElement(rawValue: name) else {
        throw .elementType(file: file, found: "'\(name)'")
      }
      self.element = element
    case .list?: throw .elementType(file: file, found: "structured")
    default: throw .header(file: file, reason: "'descr' is missing or no string")
    }
    switch entries["fortran_order"] {
    case .boolean(false)?: break
    case .boolean(true)?: throw .fortranOrder(file: file)
    default: throw .header(file: file, reason: "'fortran_order' is missing or no boolean")
    }
    guard case .tuple(let shape)? = entries["shape"] else {
      throw .header(file: file, reason: "'shape' is missing or no tuple of sizes")
    }
    self.shape = shape
  }

  init(element: NpyElement, shape: [Int]) {
    self.element = element
    self.shape = shape
  }
}

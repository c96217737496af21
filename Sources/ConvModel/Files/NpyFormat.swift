/// The `.npy` format: C-ordered arrays of little-endian floats, or of bytes.
///
/// Pure: bytes in, values out. `TensorFile` moves the bytes. Source: `numpy.lib.format`.
package enum NpyFormat {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let alignment = 64

  /// Reads an array; `file` only names it in errors.
  package static func decode(
    _ bytes: [UInt8], file: String
  ) throws(TensorFileError) -> SuppliedTensor {
    guard bytes.starts(with: magic) else { throw .notNpy(file: file) }
    let versionEnd = magic.count + 2
    guard bytes.count >= versionEnd else {
      throw .truncated(file: file, expected: versionEnd, found: bytes.count)
    }
    let (major, minor) = (Int(bytes[magic.count]), Int(bytes[magic.count + 1]))
    let lengthBytes: Int
    switch (major, minor) {
    case (1, 0): lengthBytes = 2
    case (2, 0): lengthBytes = 4
    default: throw .version(file: file, major: major, minor: minor)
    }
    let headerStart = versionEnd + lengthBytes
    guard bytes.count >= headerStart else {
      throw .truncated(file: file, expected: headerStart, found: bytes.count)
    }
    let headerLength = bytes[versionEnd..<headerStart].reversed().reduce(0) { $0 << 8 | Int($1) }
    let dataStart = headerStart + headerLength
    guard bytes.count >= dataStart else {
      throw .truncated(file: file, expected: dataStart, found: bytes.count)
    }
    let header = try NpyHeader(parsing: bytes[headerStart..<dataStart], file: file)
    let count = try elementCount(header.shape, file: file)
    let (dataBytes, overflow) = count.multipliedReportingOverflow(by: header.element.byteCount)
    let found = bytes.count - dataStart
    guard !overflow, dataBytes <= Int.max - dataStart else {
      throw .header(file: file, reason: "its shape overflows")
    }
    guard found >= dataBytes else {
      throw .truncated(file: file, expected: dataStart + dataBytes, found: bytes.count)
    }
    guard found == dataBytes else { throw .trailing(file: file, surplus: found - dataBytes) }
    let values = try decodeValues(
      bytes, from: dataStart, count: count, element: header.element, file: file)
    return SuppliedTensor(shape: header.shape, values: values)
  }

  /// Writes version 1.0, `'<f4'`, byte for byte as `numpy.save`.
  package static func encode(shape: [Int], values: [Float]) -> [UInt8] {
    precondition(shape.reduce(1, *) == values.count, "shape and values disagree")
    var bytes = encodeHeader(NpyHeader(element: .float32, shape: shape))
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Writes version 1.0, `'|u1'`: masks.
  package static func encode(shape: [Int], bytes values: [UInt8]) -> [UInt8] {
    precondition(shape.reduce(1, *) == values.count, "shape and values disagree")
    return encodeHeader(NpyHeader(element: .byte, shape: shape)) + values
  }

  private static func encodeHeader(_ header: NpyHeader) -> [UInt8] {
    let text = Array(header.text.utf8)
    let unpadded = magic.count + 4 + text.count + 1
    let padding = alignment - unpadded % alignment
    let length = text.count + padding + 1
    // Version 1.0 counts the header in 16 bits: room for thousands of extents.
    precondition(length <= Int(UInt16.max), "a .npy 1.0 header cannot hold so many extents")
    return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + text
      + Array(repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
  }

  private static func elementCount(_ shape: [Int], file: String) throws(TensorFileError) -> Int {
    if shape.contains(0) { throw .empty(file: file, shape: shape) }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { throw .header(file: file, reason: "its shape overflows") }
      count = product
    }
    return count
  }

  private static func decodeValues(
    _ bytes: [UInt8], from start: Int, count: Int, element: NpyElement, file: String
  ) throws(TensorFileError) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(count)
    switch element {
    case .float32:
      bytes.withUnsafeBytes { raw in
        for index in 0..<count {
          let bits = raw.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self)
          values.append(Float(bitPattern: UInt32(littleEndian: bits)))
        }
      }
    case .float64:
      for index in 0..<count {
        let bits = bytes.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: start + 8 * index, as: UInt64.self)
        }
        let wide = Double(bitPattern: UInt64(littleEndian: bits))
        let value = Float(wide)
        if wide.isFinite, !value.isFinite {
          throw .value(file: file, index: index, reason: "\(wide) does not fit float32")
        }
        values.append(value)
      }
    case .byte:
      for byte in bytes[start...] { values.append(Float(byte)) }
    case .boolean:
      for (index, byte) in bytes[start...].enumerated() {
        guard byte <= 1 else {
          throw .value(file: file, index: index, reason: "\(byte) is no boolean")
        }
        values.append(Float(byte))
      }
    }
    return values
  }
}

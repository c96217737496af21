import ConvModel
import Testing

@Suite struct NpyFormatTests {
  /// `numpy.save` of `arange(3, dtype='<f4')`, NumPy 2.4.
  static let threeFloats: [UInt8] =
    [0x93] + ascii("NUMPY") + [1, 0, 118, 0]
    + ascii("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }")
    + spaces(60) + [0x0A, 0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]

  /// `numpy.lib.format.write_array` of `[1.5]`, '<f8', version (2, 0).
  static let oneDouble: [UInt8] =
    [0x93] + ascii("NUMPY") + [2, 0, 116, 0, 0, 0]
    + ascii("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }")
    + spaces(58) + [0x0A, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F]

  static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }
  static func spaces(_ count: Int) -> [UInt8] { Array(repeating: 0x20, count: count) }

  /// Version 1.0 around any header text and data.
  static func file(_ header: String, data: [UInt8]) -> [UInt8] {
    let text = ascii(header + "\n")
    let prefix: [UInt8] = [0x93] + ascii("NUMPY") + [1, 0]
    return prefix + [UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text + data
  }

  static func error(_ bytes: [UInt8]) -> String? {
    do {
      _ = try NpyFormat.decode(bytes, file: "x.npy")
      return nil
    } catch { return error.description }
  }

  @Test("writes the bytes that NumPy writes")
  func matchesNumPy() {
    #expect(NpyFormat.encode(shape: [3], values: [0, 1, 2]) == Self.threeFloats)
  }

  @Test(
    "pads headers as NumPy does, whatever the rank",
    arguments: [
      ([], "(), }", 62), ([2, 3], "(2, 3), }", 58), ([96, 1, 3, 3], "(96, 1, 3, 3), }", 51),
    ] as [([Int], String, Int)])
  func padsHeader(shape: [Int], tail: String, spaces: Int) {
    let count = shape.reduce(1, *)
    let bytes = NpyFormat.encode(shape: shape, values: Array(repeating: 0, count: count))
    let header =
      Self.ascii("{'descr': '<f4', 'fortran_order': False, 'shape': " + tail)
      + Self.spaces(spaces) + [0x0A]
    #expect(bytes.count == 128 + 4 * count)
    #expect(Array(bytes[10..<128]) == header)
  }

  @Test("reads versions 1.0 and 2.0, floats and doubles")
  func readsVersions() throws {
    let floats = try NpyFormat.decode(Self.threeFloats, file: "a")
    #expect(floats.shape == [3] && floats.values == [0, 1, 2])
    let doubles = try NpyFormat.decode(Self.oneDouble, file: "b")
    #expect(doubles.shape == [1] && doubles.values == [1.5])
  }

  @Test("reads masks of bytes and of booleans")
  func readsMasks() throws {
    let bytes = NpyFormat.encode(shape: [2, 2], bytes: [0, 1, 1, 0])
    #expect(try NpyFormat.decode(bytes, file: "m").values == [0, 1, 1, 0])
    let header = "{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }"
    #expect(try NpyFormat.decode(Self.file(header, data: [1, 0]), file: "m").values == [1, 0])
    #expect(Self.error(Self.file(header, data: [1, 2])) == "'x.npy', element 1: 2 is no boolean")
  }

  @Test("accepts any order, quotes and spacing of the dictionary")
  func readsLooseHeaders() throws {
    let header = " {\"shape\":( 1 ,2),'fortran_order' :False, 'descr':'<f4'}  "
    let data = [UInt8](repeating: 0, count: 8)
    #expect(try NpyFormat.decode(Self.file(header, data: data), file: "a").shape == [1, 2])
  }

  @Test("gives back what was written, to the bit")
  func roundTrips() throws {
    let values: [Float] = [
      0, -0.0, 1, -1.5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, .pi,
    ]
    let shape = [2, 1, 4]
    let tensor = try NpyFormat.decode(NpyFormat.encode(shape: shape, values: values), file: "a")
    #expect(tensor.shape == shape)
    #expect(tensor.values.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("refuses a double that no float holds")
  func refusesLargeDouble() {
    var bytes = Self.oneDouble
    bytes[bytes.count - 1] = 0x7F
    bytes[bytes.count - 2] = 0xE0
    #expect(Self.error(bytes)?.hasSuffix("does not fit float32") == true)
  }

  @Test("no mutation of a file crashes the reader")
  func survivesMutation() {
    var generator = SplitMix64(seed: 7)
    for origin in [Self.threeFloats, Self.oneDouble] {
      for _ in 0..<10_000 {
        var bytes = origin
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          let index = Int.random(in: 0..<bytes.count, using: &generator)
          switch generator.next() % 4 {
          case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
          case 1: bytes.remove(at: index)
          case 2: bytes.insert(bytes[Int.random(in: 0..<60, using: &generator)], at: index)
          default: bytes.removeLast(Int(generator.next() % 20))
          }
        }
        // Whatever comes back has as many values as its shape says.
        if let tensor = try? NpyFormat.decode(bytes, file: "x") {
          #expect(tensor.shape.reduce(1, *) == tensor.values.count)
        }
      }
    }
  }
}

import ConvModel
import Glibc
import Testing

/// A `.npy` file and the line that refuses it.
struct NpyRefusal: Sendable {
  var bytes: [UInt8]
  var message: String

  init(_ bytes: [UInt8], _ message: String) {
    self.bytes = bytes
    self.message = message
  }

  /// A file with one odd entry in an otherwise good header.
  init(
    descr: String = "'<f4'", order: String = "False", shape: String = "(1,)", _ message: String
  ) {
    let header = "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }"
    self.init(NpyFormatTests.file(header, data: [0, 0, 0, 0]), message)
  }

  static let notNpy = "'x.npy' is not a .npy file (its first bytes are not \\x93NUMPY)"
  static let types = "'<f4', '<f8', '|u1', '|b1' are read"
  static let floats = NpyFormatTests.threeFloats

  static let files: [NpyRefusal] = [
    NpyRefusal([], notNpy),
    NpyRefusal(NpyFormatTests.ascii("PK zip"), notNpy),
    NpyRefusal(Array(floats[..<7]), "'x.npy' is truncated: it needs 8 bytes and has 7"),
    NpyRefusal(Array(floats[..<9]), "'x.npy' is truncated: it needs 10 bytes and has 9"),
    NpyRefusal(Array(floats[..<100]), "'x.npy' is truncated: it needs 128 bytes and has 100"),
    NpyRefusal(floats.dropLast(), "'x.npy' is truncated: it needs 140 bytes and has 139"),
    NpyRefusal(floats + [0], "'x.npy' has 1 bytes after the end of its data"),
    NpyRefusal(
      Array(floats[..<6]) + [3, 0, 0, 0, 0, 0],
      "'x.npy' is .npy version 3.0; versions 1.0 and 2.0 are read"),
  ]

  static let headers: [NpyRefusal] = [
    NpyRefusal(order: "True", "'x.npy' is in Fortran order; save numpy.ascontiguousarray of it"),
    NpyRefusal(descr: "'<f2'", "'x.npy' holds elements of type '<f2'; \(types)"),
    NpyRefusal(descr: "'>f4'", "'x.npy' holds elements of type '>f4'; \(types)"),
    NpyRefusal(descr: "'|O'", "'x.npy' holds elements of type '|O'; \(types)"),
    NpyRefusal(
      descr: "[('a', '<f4')]", "'x.npy' holds elements of type structured; \(types)"),
    NpyRefusal(shape: "(0, 3)", "'x.npy' holds no elements: its shape is [0, 3]"),
    NpyRefusal(
      shape: "(4294967296, 4294967296)", "'x.npy' has a bad .npy header: its shape overflows"),
    NpyRefusal(
      shape: "(9223372036854775807,)", "'x.npy' has a bad .npy header: its shape overflows"),
    NpyRefusal(shape: "(99999999999999999999,)", bad("its dictionary is malformed")),
    NpyRefusal(shape: "(-1,)", bad("its dictionary is malformed")),
    NpyRefusal(shape: "(1)", bad("its dictionary is malformed")),
    NpyRefusal(shape: "'1'", bad("'shape' is missing or no tuple of sizes")),
    NpyRefusal(shape: "(1,), 'shape': (1,)", bad("'shape' appears twice")),
    NpyRefusal(shape: "(1,), 'other': False", bad("unknown key 'other'")),
    NpyRefusal(descr: "False", bad("'descr' is missing or no string")),
    NpyRefusal(NpyFormatTests.file("[]", data: []), bad("it is not a dictionary")),
    NpyRefusal(
      NpyFormatTests.file("{'descr': '<f4'}", data: []),
      bad("'fortran_order' is missing or no boolean")),
    NpyRefusal(NpyFormatTests.file("{} + 1", data: []), bad("text follows the dictionary")),
  ]

  static func bad(_ reason: String) -> String { "'x.npy' has a bad .npy header: \(reason)" }
}

@Suite struct NpyRefusalTests {
  @Test("refuses what it does not read, naming the file and the reason")
  func refuses() {
    for refusal in NpyRefusal.files + NpyRefusal.headers {
      #expect(NpyFormatTests.error(refusal.bytes) == refusal.message)
    }
  }

  @Test("writes and reads a file, and names one it cannot")
  func usesFiles() throws {
    let path = "/tmp/lkbench-npy-\(getpid()).npy"
    defer { unlink(path) }
    try TensorFile.write(shape: [2, 2], values: [1, 2, 3, 4], to: path)
    try TensorFile.write(shape: [2], values: [5, 6], to: path)
    let tensor = try TensorFile.read(path)
    #expect(tensor.shape == [2] && tensor.values == [5, 6])
    let absent = TensorFileError.unreadable(
      file: "absent.npy", reason: "No such file or directory")
    #expect(throws: absent) { try TensorFile.read("absent.npy") }
    #expect(absent.description == "cannot read 'absent.npy': No such file or directory")
    #expect(throws: TensorFileError.unreadable(file: "/", reason: "Is a directory")) {
      try TensorFile.read("/")
    }
    #expect(throws: TensorFileError.self) {
      try TensorFile.write(shape: [1], values: [1], to: "/no/such/folder/x.npy")
    }
  }
}

import ConvModel
import TestSupport
import Testing

@Suite("Damaged arrays")
struct NpyFuzzTests {
  @Test("an array is read or refused in one line")
  func decode() {
    let corpus = [
      NpyFormat.encode(shape: [2, 3], values: [1, 2, 3, 4, 5, .infinity]),
      NpyFormat.encode(shape: [4], bytes: [0, 1, 1, 0]),
      NpyFormat.encode(shape: [], values: [1]),
    ]
    let faults = Fuzzing(rounds: 3000).faults(corpus, seed: 6) { bytes in
      let tensor = try NpyFormat.decode(bytes, file: "x.npy")
      #expect(tensor.shape.reduce(1, *) == tensor.values.count)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}

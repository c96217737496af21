import ConvModel

/// FNV-1a, 64 bits (Fowler, Noll, Vo): a hash that is the same in every process, unlike `Hasher`.
struct FNV1a {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// Adds a text and its end.
  mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte: byte) }
    add(byte: 0)
  }

  mutating func add(_ tensor: SuppliedTensor, name: String) {
    add("\(name) \(tensor.shape)")
    for value in tensor.values {
      let bits = value.bitPattern
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        add(byte: UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
  }

  mutating func add(_ supplied: SuppliedTensors) {
    if let weights = supplied.weights { add(weights, name: "weights") }
    if let mask = supplied.mask { add(mask, name: "mask") }
    for (name, tensor) in supplied.named.sorted(by: { $0.key < $1.key }) {
      add(tensor, name: name)
    }
    for (name, epsilon) in supplied.epsilons.sorted(by: { $0.key < $1.key }) {
      add("\(name) epsilon \(epsilon)")
    }
  }

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

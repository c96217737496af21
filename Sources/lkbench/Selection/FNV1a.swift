import CShims
import ConvModel

/// FNV-1a, 64 bits (Fowler, Noll, Vo): a hash that is the same in every process, unlike `Hasher`.
struct FNV1a {
  private var state = lkb_fnv1a_seed()

  /// Adds a text and its end.
  mutating func add(_ text: String) {
    let bytes = Array(text.utf8) + [0]
    state = lkb_fnv1a(bytes, bytes.count, state)
  }

  /// Adds the bits of `values`.
  mutating func add(_ values: [Float]) {
    values.withUnsafeBytes { state = lkb_fnv1a($0.baseAddress, $0.count, state) }
  }

  mutating func add(_ tensor: SuppliedTensor, name: String) {
    add("\(name) \(tensor.shape)")
    add(tensor.values)
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

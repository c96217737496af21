/// Places activations in one block of memory so that those alive at the same time do not overlap.
///
/// Largest first, each at the lowest offset that is free during its whole life: for a chain of residual
/// blocks that comes to the few tensors that one block needs.
struct BufferPlan: Hashable, Sendable {
  /// One tensor, alive from the step that writes it to the last step that reads it, both included.
  struct Tensor: Hashable, Sendable {
    var floats: Int
    var life: ClosedRange<Int>
  }

  /// Offset of each tensor in floats, in the order given.
  let offsets: [Int]
  /// Floats in all.
  let total: Int

  /// Tensors begin at cache lines.
  private static let alignment = 16

  init(_ tensors: [Tensor]) {
    var offsets = [Int](repeating: 0, count: tensors.count)
    var placed: [Int] = []
    var total = 0
    let order = tensors.indices.sorted { (tensors[$1].floats, $0) < (tensors[$0].floats, $1) }
    for index in order {
      let tensor = tensors[index]
      let neighbours = placed.filter { tensors[$0].life.overlaps(tensor.life) }
        .sorted { offsets[$0] < offsets[$1] }
      var offset = 0
      for other in neighbours where offsets[other] < offset + tensor.floats {
        offset = max(offset, Self.aligned(offsets[other] + tensors[other].floats))
      }
      offsets[index] = offset
      placed.append(index)
      total = max(total, Self.aligned(offset + tensor.floats))
    }
    self.offsets = offsets
    self.total = total
  }

  private static func aligned(_ count: Int) -> Int {
    (count + alignment - 1) / alignment * alignment
  }
}

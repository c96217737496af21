import ConvModel

/// The packed parameters of a network outside of its depthwise plans, and where they lie.
final class ParameterStore {
  private var buffers: [AlignedBuffer<Float>] = []
  private var scratches: [AlignedBuffer<Float>] = []
  private var constants: [Constant: UnsafePointer<Float>] = [:]

  private struct Constant: Hashable {
    let value: Float
    let count: Int
  }

  var byteCount: Int { buffers.reduce(0) { $0 + $1.byteCount } }
  var scratchByteCount: Int { scratches.reduce(0) { $0 + $1.byteCount } }
  /// For the cache policies that evict weights.
  var memory: [UnsafeRawBufferPointer] { buffers.map(\.rawBytes) }

  /// A copy of `values` for the life of the store.
  func keep(_ values: [Float]) -> UnsafePointer<Float> { keep(AlignedBuffer(values)) }

  /// `count` floats that runs write, for the life of the store.
  func scratch(_ count: Int) -> UnsafeMutablePointer<Float> {
    let buffer = AlignedBuffer<Float>(repeating: 0, count: count)
    scratches.append(buffer)
    return buffer.pointer
  }

  /// `count` times the same value; vectors of one kind are shared.
  func repeating(_ value: Float, _ count: Int) -> UnsafePointer<Float> {
    let constant = Constant(value: value, count: count)
    if let pointer = constants[constant] { return pointer }
    let pointer = keep(AlignedBuffer(repeating: value, count: count))
    constants[constant] = pointer
    return pointer
  }

  /// The matrix as [input][output], which a product of rows from the left reads along its lines.
  func transposed(_ linear: LinearWeights) -> UnsafePointer<Float> {
    let (inputs, outputs) = (linear.inputs, linear.outputs)
    let packed = AlignedBuffer<Float>(uninitialized: inputs * outputs)
    linear.weights.withUnsafeBufferPointer { weights in
      for output in 0..<outputs {
        for input in 0..<inputs {
          packed.pointer[input &* outputs &+ output] = weights[output &* inputs &+ input]
        }
      }
    }
    return keep(packed)
  }

  /// Weights [channel][tap] as [tap][channel].
  func byTap(_ weights: [Float], channels: Int) -> UnsafePointer<Float> {
    transposed(
      LinearWeights(
        inputs: weights.count / channels, outputs: channels, weights: weights, bias: nil))
  }

  private func keep(_ buffer: AlignedBuffer<Float>) -> UnsafePointer<Float> {
    buffers.append(buffer)
    return UnsafePointer(buffer.pointer)
  }
}

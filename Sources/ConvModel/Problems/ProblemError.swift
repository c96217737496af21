/// Why a problem cannot be stated; each case prints as one line that says what would be right.
package enum ProblemError: Error, Hashable, CustomStringConvertible {
  case unknownVariant(String, near: [String])
  case unknownForm(String, variant: String, forms: [String])
  case kernelNotOdd(Int)
  case stripeNotOdd(Int)
  case stripeExceedsKernel(stripe: Int, kernel: Int)
  case stripeMissing(variant: String)
  case sparsityOutOfRange(Double)
  case extentNotPositive(name: String, value: Int)
  case convolvedChannelsOutOfRange(Int, channels: Int)
  case grid(SharingGrid.Invalid)
  case overflow(String)
  case suppliedShape(name: String, found: [Int], expected: [Int])
  case suppliedNotTaken(name: String, variant: String)
  case suppliedNotShared(channel: Int, row: Int, column: Int)
  case maskNotBinary(Float)
  case maskMissing(branch: String)

  package var description: String {
    switch self {
    case .unknownVariant(let name, let near):
      "unknown variant '\(name)'; nearest: \(near.joined(separator: ", "))"
    case .unknownForm(let name, let variant, let forms):
      "variant '\(variant)' has no form '\(name)'; it has \(forms.joined(separator: ", "))"
    case .kernelNotOdd(let kernel): "kernel \(kernel) is not a positive odd number"
    case .stripeNotOdd(let stripe): "stripe \(stripe) is not a positive odd number"
    case .stripeExceedsKernel(let stripe, let kernel):
      "stripe \(stripe) is wider than the kernel \(kernel); it must be at most the kernel"
    case .stripeMissing(let variant): "variant '\(variant)' needs a stripe of at least 1"
    case .sparsityOutOfRange(let sparsity):
      "sparsity \(sparsity) is outside [0, 1)"
    case .extentNotPositive(let name, let value): "\(name) is \(value); it must be at least 1"
    case .convolvedChannelsOutOfRange(let count, let channels):
      "\(count) convolved channels of \(channels); it must be between 1 and \(channels)"
    case .grid(let invalid): invalid.description
    case .overflow(let shape): "shape \(shape) has more elements than can be addressed"
    case .suppliedShape(let name, let found, let expected):
      "\(name) has shape \(Self.text(found)), expected \(Self.text(expected))"
    case .suppliedNotTaken(let name, let variant):
      "variant '\(variant)' takes no \(name)"
    case .suppliedNotShared(let channel, let row, let column):
      "weights are not constant on the sharing grid: channel \(channel), tap (\(row), \(column)) "
        + "differs from its cell"
    case .maskNotBinary(let value): "mask holds \(value); it may hold only 0 and 1"
    case .maskMissing(let branch):
      "mask method 'file' has no mask for branch '\(branch)'; give --mask or a dumped folder"
    }
  }

  private static func text(_ shape: [Int]) -> String {
    "[" + shape.map(String.init).joined(separator: ", ") + "]"
  }
}

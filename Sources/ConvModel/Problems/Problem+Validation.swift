extension Problem {
  /// Elements of the largest tensor or weight set that a problem may have: more than any memory holds, and
  /// few enough that its bytes can be counted.
  private static let elementLimit = 1 << 44

  /// Checks everything that does not depend on the variant.
  package func validateGeometry() throws(ProblemError) {
    for (name, value) in [
      ("batch", map.batch), ("channels", map.channels), ("height", map.height),
      ("width", map.width),
    ] where value < 1 { throw .extentNotPositive(name: name, value: value) }
    guard kernel > 0, kernel % 2 == 1 else { throw .kernelNotOdd(kernel) }
    guard stripe >= 0, stripe == 0 || stripe % 2 == 1 else { throw .stripeNotOdd(stripe) }
    guard stripe <= kernel else { throw .stripeExceedsKernel(stripe: stripe, kernel: kernel) }
    guard sparsity >= 0, sparsity < 1 else { throw .sparsityOutOfRange(sparsity) }
    guard (1...map.channels).contains(convolvedChannels) else {
      throw .convolvedChannelsOutOfRange(convolvedChannels, channels: map.channels)
    }
    guard
      Self.product([map.batch, map.channels, map.height, map.width]) != nil,
      Self.product([map.channels, kernel, kernel]) != nil
    else { throw .overflow("\(map) with kernel \(kernel)") }
  }

  private static func product(_ factors: [Int]) -> Int? {
    var result = 1
    for factor in factors {
      let (value, overflow) = result.multipliedReportingOverflow(by: factor)
      if overflow || value > elementLimit { return nil }
      result = value
    }
    return result
  }
}

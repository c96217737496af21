import ConvModel
import ConvPlanning
import ConvReference
import KernelBuilds
import TestSupport
import Testing

@Suite("Layer kernels against the Double reference")
struct LayerKernelTests {
  /// A few roundings of values near 1.
  private static let tolerance = 2e-6

  @Test("layer norm, also of rows far from zero", arguments: LayerCase.all)
  func normalizes(_ item: LayerCase) throws {
    // A one-pass variance would lose all its digits at this mean.
    let input = item.values("input", rows: item.rows, mean: 100)
    let (gamma, beta) = (item.values("gamma", rows: 1), item.values("beta", rows: 1))
    let (source, target) = (item.guarded(input), item.guarded(input.map { _ in .nan }))
    let (gammas, betas) = (item.guarded(gamma), item.guarded(beta))
    item.kernels.normalize(
      source.pointer, to: target.pointer, rows: item.rows, channels: item.channels,
      parameters: LayerNormPointers(gamma: gammas.pointer, beta: betas.pointer, epsilon: 1e-6))
    let exact = ReferenceLayers.layerNorm(
      item.tensor(input), gamma: gamma, beta: beta, epsilon: 1e-6)
    // The mean of 100 rounds to 4·10⁻⁶ of the deviation.
    #expect(largestError(target.values, exact) < 4e-5)
  }

  @Test("bias with each activation, in place", arguments: LayerCase.all)
  func activates(_ item: LayerCase) throws {
    let input = item.values("input", rows: item.rows, deviation: 3)
    let bias = item.values("bias", rows: 1)
    let biases = item.guarded(bias)
    let sums = zip(input, (0..<item.rows).flatMap { _ in bias }).map(+)
    for activation in Activation.allCases.map(Optional.some) + [nil] {
      let target = item.guarded(input)
      item.kernels.activate(
        target.pointer, bias: biases.pointer, rows: item.rows, channels: item.channels, activation)
      let exact = activation.map { ReferenceLayers.activation(item.tensor(sums), $0) }
      #expect(largestError(target.values, exact ?? item.tensor(sums)) < Self.tolerance)
    }
  }

  @Test("scale, bias and residual addition in one pass", arguments: LayerCase.all)
  func scalesAndAdds(_ item: LayerCase) throws {
    let input = item.values("input", rows: item.rows)
    let residual = item.values("residual", rows: item.rows)
    let (scale, bias) = (item.values("scale", rows: 1), item.values("bias", rows: 1))
    let (source, target) = (item.guarded(input), item.guarded(residual))
    let (scales, biases) = (item.guarded(scale), item.guarded(bias))
    item.kernels.scaleAndAdd(
      source.pointer, bias: biases.pointer, scale: scales.pointer, to: target.pointer,
      rows: item.rows, channels: item.channels)
    let biased = zip(input, (0..<item.rows).flatMap { _ in bias }).map(+)
    let exact = ReferenceLayers.add(
      ReferenceLayers.layerScale(item.tensor(biased), scale), item.tensor(residual))
    #expect(largestError(target.values, exact) < Self.tolerance)
  }

  @Test("scale and shift as batch norm", arguments: LayerCase.all)
  func scalesAndShifts(_ item: LayerCase) throws {
    let input = item.values("input", rows: item.rows)
    let norm = BatchNormalization.drawn(
      Fill(.unitVariance, seed: 3), role: "norm", channels: item.channels, branches: 1)
    let scales = item.guarded((0..<item.channels).map { Float(norm.scale(channel: $0)) })
    let shifts = item.guarded((0..<item.channels).map { Float(norm.shift(channel: $0)) })
    let (source, target) = (item.guarded(input), item.guarded(input.map { _ in .nan }))
    item.kernels.scaleAndShift(
      source.pointer, scale: scales.pointer, shift: shifts.pointer, to: target.pointer,
      rows: item.rows, channels: item.channels)
    let exact = ReferenceLayers.batchNorm(item.tensor(input), norm)
    #expect(largestError(target.values, exact) < Self.tolerance)
  }

  @Test("sums and sums of squares over rows", arguments: LayerCase.all)
  func sums(_ item: LayerCase) throws {
    let input = item.values("input", rows: item.rows)
    let start = item.values("start", rows: 1)
    for squares in [false, true] {
      let (source, target) = (item.guarded(input), item.guarded(start))
      if squares {
        item.kernels.addSquares(
          source.pointer, to: target.pointer, rows: item.rows, channels: item.channels)
      } else {
        item.kernels.addRows(
          source.pointer, to: target.pointer, rows: item.rows, channels: item.channels)
      }
      var exact = item.tensor(start)
      for (index, value) in input.enumerated() {
        let term = Double(value)
        exact[0, index % item.channels, 0, 0] += squares ? term * term : term
      }
      #expect(largestError(target.values, exact) < Self.tolerance)
    }
  }

  @Test("depthwise kernels with a stride", arguments: LayerCase.all)
  func strides(_ item: LayerCase) throws {
    for (kernel, stride, height, width) in [(3, 2, 7, 8), (3, 2, 1, 1), (5, 3, 4, 9), (3, 1, 5, 2)]
    {
      let channels = item.channels
      let input = item.values("input", rows: height * width)
      let weights = Fill(.unitVariance, seed: 9).values(
        role: "weights", planes: channels, count: kernel * kernel, deviation: 1)
      let bias = item.values("bias", rows: 1)
      let shape = StridedShape(
        inputHeight: height, inputWidth: width, inputChannels: channels, kernel: kernel,
        stride: stride, padding: kernel / 2)
      var byTap = [Float](repeating: 0, count: weights.count)
      for (index, weight) in weights.enumerated() {
        let (channel, tap) = index.quotientAndRemainder(dividingBy: kernel * kernel)
        byTap[tap * channels + channel] = weight
      }
      let outputs = shape.outputHeight * shape.outputWidth * channels
      let target = GuardedBuffer(count: outputs, guardAtEnd: item.guardAtEnd)
      let (source, taps) = (item.guarded(input), item.guarded(byTap))
      let biases = item.guarded(bias)
      item.kernels.convolve(
        source.pointer, to: target.pointer, shape, weights: taps.pointer, bias: biases.pointer,
        outputRows: 0..<shape.outputHeight)
      var tensor = ReferenceTensor(
        zeros: MapShape(channels: channels, height: height, width: width))
      for (index, value) in input.enumerated() {
        let (pixel, channel) = index.quotientAndRemainder(dividingBy: channels)
        tensor[0, channel, pixel / width, pixel % width] = Double(value)
      }
      let exact = ReferenceLayers.strided(
        tensor, weights: weights, bias: bias, kernel: kernel, stride: stride)
      #expect(largestError(target.values, exact) < Self.tolerance)
    }
  }

  @Test(
    "GELU is x·Φ(x) to within 3·10⁻⁷·|x|, and sigmoid to 10⁻⁶, from tail to tail",
    arguments: KernelBuild.all)
  func approximates(_ build: KernelBuild) throws {
    let count = 64_000
    let inputs = (0...count).map { 16 * Float($0) / Float(count) - 8 } + [-100, 100, 0]
    let zeros = AlignedBuffer<Float>(repeating: 0, count: inputs.count)
    let kernels = build.layers
    for (activation, bound) in [(Activation.gelu, 3e-7), (.sigmoid, 1e-6)] {
      let values = AlignedBuffer(inputs)
      kernels.activate(
        values.pointer, bias: zeros.pointer, rows: 1, channels: inputs.count, activation)
      var worst = 0.0
      for (index, input) in inputs.enumerated() {
        let exact = ReferenceLayers.value(activation, Double(input))
        let scale = activation == .gelu ? abs(Double(input)) : exact
        let error = abs(Double(values.pointer[index]) - exact)
        // Sigmoid is held beyond ±80, where it is below 10⁻³⁴.
        worst = max(worst, error / max(scale, 1e-20))
      }
      #expect(worst < bound, "\(activation)")
    }
  }

  @Test("GELU passes on what is not a number", arguments: KernelBuild.all)
  func passesOnNaN(_ build: KernelBuild) throws {
    let values = AlignedBuffer<Float>(repeating: .nan, count: 19)
    let zeros = AlignedBuffer<Float>(repeating: 0, count: 19)
    build.layers.activate(
      values.pointer, bias: zeros.pointer, rows: 1, channels: 19, .gelu)
    let others = values.buffer.count { !$0.isNaN }
    #expect(others == 0)
  }

  @Test("every instruction set has layers")
  func covers() {
    #expect(Set(LayerCatalog.all.map(\.instructionSet)) == Set(InstructionSet.allCases))
  }
}

package import ConvModel

/// The gradient of a stack's central output with respect to its input.
///
/// s = Σ over images and channels of max(0, F(c, H/2, W/2)), F the last layer's output; the backward pass
/// runs the input gradients of the layers, planned like any other program. Weights are packed layer by
/// layer and not kept.
package struct StackGradient {
  private let stack: LayerStack
  private let programs: [Program]
  private let planner: Planner
  private let map: MapShape
  private let layout = Layout.nhwc
  /// Keeps the second moment where half the values are cut off, and where two are added.
  private static let rootTwo = Float(2).squareRoot()

  /// Draws the layers' weights.
  package init(_ stack: LayerStack, planner: Planner) throws(ProblemError) {
    self.stack = stack
    self.planner = planner
    programs = try stack.programs()
    map = stack.request.map
  }

  /// A(y, x) = Σ over images and channels of max(0, ∂s/∂input(c, y, x)), [y][x] of a square map.
  ///
  /// `input` is `nchw`; `onLayer` is called before each layer, forward and then backward. Allocates the
  /// activations and, with ReLU, one byte per activation and layer.
  package func contributions(
    input: [Float], onLayer: () -> Void = {}
  ) throws(PlanError) -> [Double] {
    var value = LayoutConversion.fromPlanes(input, map, to: layout)
    var next = AlignedBuffer<Float>(repeating: 0, count: value.count)
    var passes: [[Bool]] = []
    for program in programs {
      onLayer()
      try run(program, from: value, to: next)
      passes.append(activate(next, skip: value))
      swap(&value, &next)
    }
    seed(value)
    for (program, pass) in zip(programs.reversed(), passes.reversed()) {
      onLayer()
      // Here `value` holds the gradient after the layer; afterwards the one before it.
      let skip = stack.isResidual ? copy(value) : nil
      deactivate(value, pass: pass)
      try run(program.inputGradient, from: value, to: next)
      if let skip {
        for index in 0..<next.count {
          next.pointer[index] += skip.pointer[index] / Self.rootTwo
        }
      }
      swap(&value, &next)
    }
    return accumulated(value)
  }

  private func run(
    _ program: Program, from input: AlignedBuffer<Float>, to output: AlignedBuffer<Float>
  ) throws(PlanError) {
    for plan in try planner.plans(program, layout: layout, choice: .auto) {
      try plan.prepare().run(input: UnsafePointer(input.pointer), output: output.pointer)
    }
  }

  /// Applies activation and residual in place; which values passed, empty where all did.
  private func activate(_ value: AlignedBuffer<Float>, skip: AlignedBuffer<Float>) -> [Bool] {
    var pass: [Bool] = []
    if stack.activation == .relu {
      pass = [Bool](unsafeUninitializedCapacity: value.count) { pass, count in
        for index in 0..<value.count {
          let isPositive = value.pointer[index] > 0
          pass[index] = isPositive
          value.pointer[index] = isPositive ? value.pointer[index] * Self.rootTwo : 0
        }
        count = value.count
      }
    }
    if stack.isResidual {
      for index in 0..<value.count {
        value.pointer[index] = (value.pointer[index] + skip.pointer[index]) / Self.rootTwo
      }
    }
    return pass
  }

  /// The same backward, for the branch through the convolution.
  private func deactivate(_ gradient: AlignedBuffer<Float>, pass: [Bool]) {
    let scale =
      (stack.activation == .relu ? Self.rootTwo : 1) / (stack.isResidual ? Self.rootTwo : 1)
    pass.withUnsafeBufferPointer { pass in
      for index in 0..<gradient.count {
        let isKept = pass.isEmpty || pass[index]
        gradient.pointer[index] = isKept ? gradient.pointer[index] * scale : 0
      }
    }
  }

  /// Replaces the last layer's output by ∂s/∂output.
  private func seed(_ output: AlignedBuffer<Float>) {
    var active: [Int] = []
    for image in 0..<map.batch {
      for channel in 0..<map.channels {
        let centre = layout.offset(
          map, image: image, channel: channel, y: map.height / 2, x: map.width / 2)
        if output.pointer[centre] > 0 { active.append(centre) }
      }
    }
    output.pointer.update(repeating: 0, count: output.count)
    for centre in active { output.pointer[centre] = 1 }
  }

  private func accumulated(_ gradient: AlignedBuffer<Float>) -> [Double] {
    var sums = [Double](repeating: 0, count: map.pixelCount)
    let stride = layout.pixelStride(map)
    for image in 0..<map.batch {
      for channel in 0..<map.channels {
        let plane = gradient.pointer + layout.planeOffset(map, image: image, channel: channel)
        for pixel in 0..<map.pixelCount { sums[pixel] += Double(max(0, plane[pixel * stride])) }
      }
    }
    return sums
  }

  private func copy(_ source: AlignedBuffer<Float>) -> AlignedBuffer<Float> {
    let result = AlignedBuffer<Float>(uninitialized: source.count)
    result.pointer.update(from: source.pointer, count: source.count)
    return result
  }
}

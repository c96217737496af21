import ConvModel
import ConvPlanning
import ConvReference
import KernelBuilds
import Testing

/// What a convolution must satisfy whatever computes it: properties that need no reference.
@Suite("Properties of every algorithm")
struct PropertyTests {
  private static let map = MapShape(channels: 9, height: 12, width: 11)
  private static let kernels = [(5, 5), (7, 3), (3, 9), (9, 7), (7, 9)]

  /// A dense stage of drawn weights without bias.
  private static func stage(
    _ kernel: (height: Int, width: Int), map: MapShape = Self.map,
    fill: Fill = Fill(.unitVariance, seed: 5)
  ) -> Stage {
    let shape = DepthwiseShape(map: map, kernelHeight: kernel.height, kernelWidth: kernel.width)
    return Stage(
      shape: shape, structure: .dense,
      weights: fill.values(
        role: "weights", planes: map.channels, count: shape.tapCount,
        deviation: 1 / Double(shape.tapCount).squareRoot()),
      bias: nil, accumulates: false)
  }

  private static func input(_ map: MapShape, seed: UInt64) -> [Float] {
    Fill(.unitVariance, seed: seed).values(
      role: "input", planes: map.batch * map.channels, count: map.pixelCount, deviation: 1)
  }

  /// Calls `body` with every algorithm that takes `stage`, as a function of planes.
  private static func forEachAlgorithm(
    _ stage: Stage, _ body: (Plan, ([Float]) throws -> [Float]) throws -> Void
  ) throws {
    let map = stage.shape.map
    let program = Program(map: map, convolvedChannels: map.channels, stages: [stage])
    for build in KernelBuild.all {
      for plan in try build.planner().plans(program, layout: .nhwc, choice: .all) {
        let kernel = try plan.prepare()
        try body(plan) { planes in
          let output = AlignedBuffer<Float>(repeating: .nan, count: plan.layout.elementCount(map))
          let input = LayoutConversion.fromPlanes(planes, map, to: plan.layout, padding: .nan)
          kernel.run(input: UnsafePointer(input.pointer), output: output.pointer)
          return LayoutConversion.toPlanes(output.pointer, map, from: plan.layout)
        }
      }
    }
  }

  /// Largest difference of two outputs; random data of unit variance give outputs of about 1.
  private static func distance(_ left: [Float], _ right: [Float]) -> Float {
    zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// A hundred roundings of numbers around 4, the largest of some thousand outputs.
  private static let tolerance: Float = 100 * 4 * 0x1p-24

  @Test("is linear: f(2x − 3y) = 2f(x) − 3f(y)", arguments: kernels)
  func linearity(height: Int, width: Int) throws {
    let (x, y) = (Self.input(Self.map, seed: 1), Self.input(Self.map, seed: 2))
    let sum = zip(x, y).map { 2 * $0 - 3 * $1 }
    try Self.forEachAlgorithm(Self.stage((height, width))) { plan, convolve in
      let expected = zip(try convolve(x), try convolve(y)).map { 2 * $0 - 3 * $1 }
      let distance = Self.distance(try convolve(sum), expected)
      #expect(distance <= 5 * Self.tolerance, "\(plan.id), \(plan.instructionSet): \(distance)")
    }
  }

  @Test("a delta kernel shifts the input to the bit, or within its rounding", arguments: kernels)
  func delta(height: Int, width: Int) throws {
    let x = Self.input(Self.map, seed: 1)
    for (ky, kx) in [(height / 2, width / 2), (0, 0), (height - 1, 1)] {
      var stage = Self.stage((height, width))
      for index in stage.weights.indices {
        stage.weights[index] = index % (height * width) == ky * width + kx ? 1 : 0
      }
      let expected = Self.shifted(x, down: ky - height / 2, right: kx - width / 2)
      try Self.forEachAlgorithm(stage) { plan, convolve in
        let distance = Self.distance(try convolve(x), expected)
        let isExact = plan.roundings == [.summation]
        #expect(
          distance <= (isExact ? 0 : Self.tolerance),
          "\(plan.id), \(plan.instructionSet), tap \(ky), \(kx): \(distance)")
      }
    }
  }

  @Test("commutes with shifts away from the border", arguments: kernels)
  func shiftEquivariance(height: Int, width: Int) throws {
    let (map, x) = (Self.map, Self.input(Self.map, seed: 1))
    let moved = Self.shifted(x, down: 1, right: 2)
    try Self.forEachAlgorithm(Self.stage((height, width))) { plan, convolve in
      let expected = Self.shifted(try convolve(x), down: 1, right: 2)
      let output = try convolve(moved)
      var distance: Float = 0
      for channel in 0..<map.channels {
        for row in height / 2..<map.height - 1 - height / 2 {
          for column in width / 2..<map.width - 2 - width / 2 {
            let index = (channel * map.height + row) * map.width + column
            distance = max(distance, abs(output[index] - expected[index]))
          }
        }
      }
      #expect(distance <= Self.tolerance, "\(plan.id), \(plan.instructionSet): \(distance)")
    }
  }

  @Test("computes every image of a batch as if it were alone")
  func batch() throws {
    var several = Self.map
    several.batch = 3
    let x = Self.input(several, seed: 1)
    let perImage = Self.map.elementCount
    var alone: [String: [Float]] = [:]
    try Self.forEachAlgorithm(Self.stage((5, 5))) { plan, convolve in
      alone["\(plan.id) \(plan.instructionSet)"] = try (0..<3).flatMap { image in
        try convolve(Array(x[image * perImage..<(image + 1) * perImage]))
      }
    }
    try Self.forEachAlgorithm(Self.stage((5, 5), map: several)) { plan, convolve in
      let expected = try #require(alone["\(plan.id) \(plan.instructionSet)"])
      let distance = Self.distance(try convolve(x), expected)
      #expect(distance <= Self.tolerance, "\(plan.id), \(plan.instructionSet): \(distance)")
    }
  }

  @Test("fetches ahead, where the activations leave the caches, without changing an output")
  func largeBatch() throws {
    // More than 16 MiB of inputs and outputs; a ragged last group.
    let one = MapShape(channels: 40, height: 64, width: 64)
    var several = one
    several.batch = 14
    let x = Self.input(one, seed: 1)
    var alone: [String: [Float]] = [:]
    try Self.forEachAlgorithm(Self.stage((7, 7), map: one)) { plan, convolve in
      alone["\(plan.id) \(plan.instructionSet)"] = try convolve(x)
    }
    let images = (0..<several.batch).flatMap { _ in x }
    try Self.forEachAlgorithm(Self.stage((7, 7), map: several)) { plan, convolve in
      let expected = try #require(alone["\(plan.id) \(plan.instructionSet)"])
      let output = try convolve(images)
      for image in 0..<several.batch {
        let own = Array(output[image * one.elementCount..<(image + 1) * one.elementCount])
        let distance = Self.distance(own, expected)
        #expect(distance <= Self.tolerance, "\(plan.id), \(plan.instructionSet): \(distance)")
      }
    }
  }

  /// `values[y][x] = planes[y + down][x + right]`, zero outside.
  private static func shifted(_ planes: [Float], down: Int, right: Int) -> [Float] {
    let map = Self.map
    var result = [Float](repeating: 0, count: planes.count)
    for channel in 0..<map.channels {
      for row in 0..<map.height where (0..<map.height).contains(row + down) {
        for column in 0..<map.width where (0..<map.width).contains(column + right) {
          let from = (channel * map.height + row + down) * map.width + column + right
          result[(channel * map.height + row) * map.width + column] = planes[from]
        }
      }
    }
    return result
  }
}

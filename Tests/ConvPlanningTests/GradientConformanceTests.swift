import ConvModel
import ConvPlanning
import ConvReference
import TestSupport
import Testing

@Suite("Conformance of gradients")
struct GradientConformanceTests {
  private static let fills = [Fill(.smallIntegers, seed: 3), Fill(.unitVariance, seed: 4)]
  private static let kernels = [3, 13, 31]

  private static func tensor(_ role: String, _ map: MapShape, _ fill: Fill) -> [Float] {
    fill.values(
      role: role, planes: map.batch * map.channels, count: map.pixelCount, deviation: 1, bound: 3)
  }

  @Test(
    "the input gradient of every variant and form agrees with the reference, by every algorithm",
    arguments: EdgeProblems.maps)
  func inputGradients(map: MapShape) throws {
    for variant in VariantCatalog.all {
      for kernel in Self.kernels {
        let problem = try variant.problem(ProblemRequest(map: map, kernel: kernel, seed: 7))
        for fill in Self.fills {
          let definition = try variant.define(problem, fill: fill, supplied: .none)
          let gradient = Self.tensor("gradient", map, fill)
          let check = OutputCheck(
            definition.inputGradient, input: gradient,
            reference: ReferenceGradient.input(
              definition, outputGradient: gradient.map(Double.init)))
          for form in variant.forms {
            let program = variant.program(problem, definition, form: form).inputGradient
            for layout in [Layout.nhwc, .nchw] {
              for plan in try Planner().plans(program, layout: layout, choice: .all)
              where !plan.algorithms.contains(where: { $0 is any PeerAlgorithm }) {
                let staged = LayoutConversion.fromPlanes(gradient, map, to: layout)
                let output = AlignedBuffer<Float>(repeating: .nan, count: staged.count)
                try plan.prepare().run(input: staged.pointer, output: output.pointer)
                let result = check.check(
                  LayoutConversion.toPlanes(output.pointer, map, from: layout),
                  mode: OutputCheck.Mode(plan.roundings, fill: fill.kind))
                #expect(
                  result.outcome != .failed,
                  "\(problem) \(form.id) \(plan.id) \(layout): \(result)")
              }
            }
          }
        }
      }
    }
  }

  /// Squares, stripes both ways, narrow and wide, larger than every edge map.
  private static let rectangles = [
    (1, 1), (3, 3), (5, 5), (7, 7), (9, 9), (13, 13), (31, 31), (13, 5), (5, 13), (31, 3), (5, 51),
    (51, 5), (1, 7), (7, 1), (3, 15),
  ]

  @Test(
    "the weight gradient agrees with the reference on every edge map, layout and rectangle, inside guard pages",
    arguments: EdgeProblems.maps)
  func weightGradients(map: MapShape) throws {
    for (height, width) in Self.rectangles {
      let shape = DepthwiseShape(map: map, kernelHeight: height, kernelWidth: width)
      for fill in Self.fills {
        let input = Self.tensor("input", map, fill)
        let gradient = Self.tensor("gradient", map, fill)
        let check = WeightGradientCheck(shape, of: map, input: input, outputGradient: gradient)
        for set in Machine.current.instructionSets {
          for algorithm in WeightGradientCatalog.algorithms(for: set)
          where algorithm.support(for: shape) == .supported {
            for layout in Layout.allCases {
              let found = try Self.run(algorithm, shape, layout, input, gradient)
              let result = check.check(
                found, rounding: algorithm.rounding(of: shape), fill: fill.kind)
              #expect(
                result.outcome != .failed,
                "\(map) \(height)x\(width) \(algorithm.id) \(set) \(layout): \(result)")
            }
          }
        }
      }
    }
  }

  @Test("the weight gradient of partial channels leaves the others alone")
  func partialChannels() throws {
    let map = MapShape(channels: 21, height: 6, width: 8)
    var part = map
    part.channels = 13
    let shape = DepthwiseShape(map: part, kernelHeight: 5, kernelWidth: 7)
    let fill = Fill(.smallIntegers, seed: 9)
    let (input, gradient) = (Self.tensor("input", map, fill), Self.tensor("gradient", map, fill))
    let check = WeightGradientCheck(shape, of: map, input: input, outputGradient: gradient)
    for algorithm in WeightGradientCatalog.algorithms(for: Machine.current.best) {
      let found = try Self.run(algorithm, shape, .nhwc, input, gradient, tensor: map)
      #expect(
        check.check(found, rounding: algorithm.rounding(of: shape), fill: .smallIntegers).passed)
    }
  }

  @Test("the weight gradient counts at least the useful operations")
  func countsOperations() {
    for (height, width) in Self.rectangles {
      let map = MapShape(channels: 16, height: 14, width: 15)
      let shape = DepthwiseShape(map: map, kernelHeight: height, kernelWidth: width)
      let useful =
        2 * map.channels * inBoundsPairs(extent: map.height, kernel: height)
        * inBoundsPairs(extent: map.width, kernel: width)
      for algorithm in WeightGradientCatalog.algorithms(for: Machine.current.best)
      where algorithm.rounding(of: shape) == .summation {
        #expect(algorithm.executedFLOPs(shape) >= useful, "\(height)x\(width)")
      }
    }
  }

  /// Runs twice, guard pages after and before all three tensors; layout padding and the unwritten result are
  /// NaN.
  private static func run(
    _ algorithm: any WeightGradientAlgorithm, _ shape: DepthwiseShape, _ layout: Layout,
    _ input: [Float], _ gradient: [Float], tensor: MapShape? = nil
  ) throws -> [Float] {
    let map = tensor ?? shape.map
    let prepared = try algorithm.prepare(shape, on: TensorSlice(layout: layout, tensor: map))
    // Variables of their own: an array of buffers may be released before a call that uses their pointers.
    let pixels = LayoutConversion.fromPlanes(input, map, to: layout, padding: .nan)
    let outputs = LayoutConversion.fromPlanes(gradient, map, to: layout, padding: .nan)
    var results: [[Float]] = []
    for atEnd in [true, false] {
      let first = GuardedBuffer(count: pixels.count, guardAtEnd: atEnd)
      first.pointer.update(from: pixels.pointer, count: pixels.count)
      let second = GuardedBuffer(count: outputs.count, guardAtEnd: atEnd)
      second.pointer.update(from: outputs.pointer, count: outputs.count)
      let result = GuardedBuffer(count: shape.map.channels * shape.tapCount, guardAtEnd: atEnd)
      prepared.run(
        input: first.pointer, outputGradient: second.pointer, weightGradient: result.pointer)
      results.append(result.values)
    }
    #expect(zip(results[0], results[1]).allSatisfy { $0.bitPattern == $1.bitPattern })
    return results[0]
  }
}

import ConvModel
import ConvPlanning
import ConvReference
import KernelBuilds
import TestSupport
import Testing

@Suite("Conformance of weight gradients")
struct GradientConformanceTests {
  private static func tensor(_ role: String, _ map: MapShape, _ fill: Fill) -> [Float] {
    fill.values(
      role: role, planes: map.batch * map.channels, count: map.pixelCount, deviation: 1, bound: 3)
  }

  /// Squares, stripes both ways, narrow and wide, larger than every edge map.
  private static let rectangles = [
    (1, 1), (3, 3), (5, 5), (7, 7), (9, 9), (13, 13), (31, 31), (13, 5), (5, 13), (31, 3), (5, 51),
    (51, 5), (1, 7), (7, 1), (3, 15),
  ]

  /// One shape, and the layouts that it runs in.
  private struct Item: Sendable {
    let map: MapShape
    let height: Int
    let width: Int
    let layouts: [Layout]
  }

  /// Any two of map, rectangle and layout together, and on some maps all of them.
  private static var items: [Item] {
    let levels = [EdgeProblems.maps.count, rectangles.count, Layout.allCases.count]
    let covered = Set(CoveringArray(levels: levels, strength: EdgeProblems.isFull ? 3 : 2).rows)
    var items: [Item] = []
    for (index, map) in EdgeProblems.maps.enumerated() {
      let isThorough = EdgeProblems.thoroughMaps.contains(map)
      for (rectangle, (height, width)) in rectangles.enumerated() {
        let layouts = Layout.allCases.indices.filter {
          isThorough || covered.contains([index, rectangle, $0])
        }
        items.append(
          Item(
            map: map, height: height, width: width, layouts: layouts.map { Layout.allCases[$0] }))
      }
    }
    return items
  }

  @Test(
    "the weight gradient agrees with the reference on edge maps and rectangles, inside guard pages")
  func weightGradients() async throws {
    let tally = try await ConformanceTally.gather(Self.items) { item, tally in
      let sums = Subject(item, Fill(.smallIntegers, seed: 3))
      let reals = Subject(item, Fill(.unitVariance, seed: 4))
      for build in KernelBuild.all {
        for algorithm in build.weightGradients
        where algorithm.support(for: sums.shape) == .supported {
          let isExact = algorithm.rounding(of: sums.shape) == .summation
          // As forward: real numbers where integers are not exact, and on one map everywhere.
          let isReal = EdgeProblems.isFull || item.map == EdgeProblems.thoroughMaps[1]
          let subjects = isExact ? [sums] + (isReal ? [reals] : []) : [reals]
          for subject in subjects {
            for layout in item.layouts {
              tally.add(
                ConformanceTally.Key(
                  build: build.instructionSet.rawValue, algorithm: algorithm.id),
                try subject.outcome(algorithm, layout),
                "\(item.map) \(item.height)x\(item.width) \(algorithm.id) \(build) \(layout)")
            }
          }
        }
      }
    }
    try tally.report("weight-gradient")
  }

  /// Two tensors and the gradient of the weights between them.
  private struct Subject {
    let shape: DepthwiseShape
    let check: WeightGradientCheck
    private let fill: Fill
    private let input: [Float]
    private let gradient: [Float]

    init(_ item: Item, _ fill: Fill) {
      shape = DepthwiseShape(
        map: item.map, kernelHeight: item.height, kernelWidth: item.width)
      self.fill = fill
      input = tensor("input", item.map, fill)
      gradient = tensor("gradient", item.map, fill)
      check = WeightGradientCheck(
        shape, of: item.map, input: input, outputGradient: gradient)
    }

    func outcome(
      _ algorithm: any WeightGradientAlgorithm, _ layout: Layout
    ) throws -> CheckOutcome {
      let found = try GradientConformanceTests.run(algorithm, shape, layout, input, gradient)
      let result = check.check(found, rounding: algorithm.rounding(of: shape), fill: fill.kind)
      return switch result.outcome {
      case .passed: .passed
      case .failed: .failed("\(result)")
      case .mistrusted(let reason): .mistrusted(reason)
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
    for algorithm in KernelBuild.all.flatMap(\.weightGradients) {
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
      for algorithm in KernelBuild.all.flatMap(\.weightGradients)
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

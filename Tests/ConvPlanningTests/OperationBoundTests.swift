import ConvModel
import KernelBuilds
import Testing

@testable import ConvPlanning

/// Bounds of executed operations that hold for every stage, from what each algorithm pads: the exact
/// recounts of `OperationCountTests` cover some shapes of single stages only.
@Suite("Bounds of operation counts")
struct OperationBoundTests {
  /// Recounted exactly for their own geometry, which no simple bound follows.
  private static let recounted: Set = ["fft", "winograd", "box-sums", "cross"]

  @Test(
    "are the useful operations, and what lanes, blocks and tails add to them",
    arguments: [
      // Blocks of seven columns and rows fit; nothing does; taller than wide, in a batch.
      MapShape(channels: 16, height: 14, width: 14), MapShape(channels: 20, height: 9, width: 11),
      MapShape(batch: 3, channels: 5, height: 23, width: 8),
    ], [3, 7, 13])
  func bounds(map: MapShape, kernel: Int) throws {
    for variant in VariantCatalog.all {
      let problem = try variant.problem(ProblemRequest(map: map, kernel: kernel))
      let definition = try variant.define(
        problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
      for form in variant.forms {
        for stage in variant.program(problem, definition, form: form).stages {
          for build in KernelBuild.all {
            try check(stage, on: build, "\(problem)/\(form.id)")
          }
        }
      }
    }
  }

  private func check(_ stage: Stage, on build: KernelBuild, _ name: String) throws {
    for entry in try build.planner().survey(stage) where entry.support == .supported {
      let id = entry.algorithm.id
      let hidden = (entry.algorithm as? any PeerAlgorithm)?.hidesOperations == true
      #expect(hidden == (id == "onednn"))
      if hidden || Self.recounted.contains(id) { continue }
      guard let range = Self.range(id, stage, lanes: build.instructionSet.lanes) else {
        // A library's transform.
        #expect(id == "fftw", "\(id) has no bounds: add them")
        continue
      }
      let executed = entry.algorithm.executedFLOPs(stage)
      #expect(range.contains(executed), "\(id) \(build) \(name): \(executed) not in \(range)")
    }
  }

  private static func rounded(_ number: Int, to unit: Int) -> Int {
    (number + unit - 1) / unit * unit
  }

  /// Fewest and most operations of a stage; `nil` for algorithms that have no bounds here.
  private static func range(_ id: String, _ stage: Stage, lanes: Int) -> ClosedRange<Int>? {
    let (shape, map) = (stage.shape, stage.shape.map)
    let channels = rounded(map.channels, to: lanes)
    let kept = stage.weights.count { $0 != 0 }
    switch id {
    case "im2col-gemm":
      let all = 2 * map.elementCount * shape.tapCount
      return all...all
    case "tap-list":
      // Whole vectors along a row, seven rows at a time.
      let pixels = rounded(map.height, to: 7) * rounded(map.width, to: lanes)
      return 2 * StageCost(stage).usefulMACs...2 * map.batch * kept * pixels
    case "direct", "toeplitz":
      // Every product inside the rows' spans that meets the map, whatever its weight.
      var (least, most) = (0, 0)
      for (ky, span) in stage.structure.rowSpans(shape).enumerated() {
        let rows = max(0, map.height - abs(ky - shape.paddingY))
        let reached = span.filter { abs($0 - shape.paddingX) < map.width }
        least += rows * reached.reduce(0) { $0 + map.width - abs($1 - shape.paddingX) }
        most +=
          rows
          * (id == "direct"
            // Blocks of seven columns, of which every one takes all kernel columns.
            ? rounded(map.width, to: 7) * reached.count
            : OperationCountTests.toeplitzProducts(width: map.width, padding: shape.paddingX))
      }
      return 2 * map.batch * channels * least...2 * map.batch * channels * most
    default: return nil
    }
  }
}

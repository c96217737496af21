import ConvModel
import Testing

/// Counts by visiting every (output, tap) pair of a stage, with its own idea of which taps exist.
private struct CountedStage {
  var params = 0
  var nominal = 0
  var useful = 0

  init(_ stage: Stage) {
    let (shape, map) = (stage.shape, stage.shape.map)
    for channel in 0..<map.channels {
      for ky in 0..<shape.kernelHeight {
        for kx in 0..<shape.kernelWidth {
          let weight = (channel * shape.kernelHeight + ky) * shape.kernelWidth + kx
          switch stage.structure {
          case .dense:
            params += 1
          case .rowSpans(let spans):
            guard spans[ky].contains(kx) else { continue }
            params += 1
          case .taps:
            guard stage.weights[weight] != 0 else { continue }
            params += 1
          case .shared(let grid):
            if grid.starts.contains(ky), grid.starts.contains(kx) { params += 1 }
          }
          for y in 0..<map.height {
            for x in 0..<map.width {
              nominal += map.batch
              let row = y + ky - shape.kernelHeight / 2
              let column = x + kx - shape.kernelWidth / 2
              let isInside = (0..<map.height).contains(row) && (0..<map.width).contains(column)
              if isInside { useful += map.batch }
            }
          }
        }
      }
      if stage.bias != nil { params += 1 }
    }
  }
}

@Suite struct CostTests {
  private static let requests = [
    ProblemRequest(map: MapShape(channels: 3, height: 6, width: 9), kernel: 7),
    ProblemRequest(map: MapShape(batch: 2, channels: 2, height: 4, width: 3), kernel: 13),
    ProblemRequest(map: MapShape(channels: 4, height: 1, width: 1), kernel: 5),
    ProblemRequest(map: MapShape(channels: 2, height: 5, width: 5), kernel: 1),
    ProblemRequest(
      map: MapShape(channels: 5, height: 8, width: 2), kernel: 9, stripe: 3, convolvedChannels: 2),
  ]

  @Test("agrees with counting every pair, for every form of every variant")
  func bruteForce() throws {
    for variant in VariantCatalog.all {
      for request in Self.requests {
        let problem = try variant.problem(request)
        let definition = try variant.define(
          problem, fill: Fill(.smallIntegers, seed: 5), supplied: .none)
        for form in variant.forms {
          let program = variant.program(problem, definition, form: form)
          let cost = ProgramCost(program)
          let counted = program.stages.map(CountedStage.init)
          let label = "\(problem) \(form.id)"
          #expect(cost.params == counted.reduce(0) { $0 + $1.params }, "\(label)")
          #expect(cost.nominalMACs == counted.reduce(0) { $0 + $1.nominal }, "\(label)")
          #expect(cost.usefulMACs == counted.reduce(0) { $0 + $1.useful }, "\(label)")
          #expect(cost.compulsoryBytes == 4 * (2 * problem.map.elementCount + cost.params))
        }
      }
    }
  }

  private static func cost(_ variant: String, form: String, kernel: Int) throws -> ProgramCost {
    let variant = try VariantCatalog.variant(variant)
    let problem = try variant.problem(
      ProblemRequest(map: MapShape(channels: 2, height: 14, width: 14), kernel: kernel))
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 5), supplied: .none)
    return ProgramCost(variant.program(problem, definition, form: try variant.form(form)))
  }

  @Test("counts the published taps: 10K + 25, 10K, 10K − 25, K² and k′²")
  func publishedTaps() throws {
    let outputs = 2 * 14 * 14
    for kernel in [13, 31, 51, 101] {
      let branches = try Self.cost("decomposed", form: "branches", kernel: kernel)
      #expect(branches.nominalMACs == (10 * kernel + 25) * outputs)
      #expect(branches.params == 2 * (10 * kernel + 25 + 3))
      let stripes = try Self.cost("decomposed", form: "stripes", kernel: kernel)
      #expect(stripes.nominalMACs == 10 * kernel * outputs)
      let cross = try Self.cost("decomposed", form: "cross", kernel: kernel)
      #expect(cross.nominalMACs == (10 * kernel - 25) * outputs)
      #expect(cross.params == 2 * (10 * kernel - 25 + 1))
      let shared = try Self.cost("peripheral", form: "shared", kernel: kernel)
      #expect(shared.nominalMACs == kernel * kernel * outputs)
      let cells = SharingGrid.standard(kernel: kernel).count
      #expect(shared.params == 2 * (cells * cells + 1))
    }
  }

  @Test("at 14 × 14 a 51 × 51 kernel multiplies padding 92 % of the time")
  func paddingShare() throws {
    let cost = try Self.cost("dense", form: "direct", kernel: 51)
    #expect(cost.usefulMACs == 2 * 14 * 14 * 14 * 14)
    let share = 1 - Double(cost.usefulMACs) / Double(cost.nominalMACs)
    #expect((share * 100).rounded() == 92)
  }

  @Test("a sparse layer's costs fall by its sparsity")
  func sparseCosts() throws {
    let dense = try Self.cost("decomposed", form: "branches", kernel: 51)
    let sparse = try Self.cost("sparse", form: "branches", kernel: 51)
    #expect(abs(Double(sparse.nominalMACs) / Double(dense.nominalMACs) - 0.6) < 0.05)
  }

  @Test("memory needs cover what is allocated, and overflow is an error")
  func memoryNeed() throws {
    let variant = try VariantCatalog.variant("decomposed")
    var problem = try variant.problem(
      ProblemRequest(map: MapShape(batch: 2, channels: 17, height: 14, width: 14), kernel: 31))
    let need = try MemoryNeed(problem, layout: .nchw16c)
    #expect(need.referenceBytes == 8 * 2 * 17 * 196)
    #expect(need.inputBytes == 4 * 2 * (17 + 32) * 196)
    #expect(need.outputBytes == need.inputBytes)
    let definition = try variant.define(
      problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
    #expect(need.definitionBytes >= 4 * definition.branches.reduce(0) { $0 + $1.weights.count })
    let parts = need.definitionBytes + need.programBytes + need.inputBytes + need.outputBytes
    #expect(need.totalBytes == parts + need.referenceBytes)
    problem.map.batch = 1 << 60
    #expect(throws: ProblemError.self) { try MemoryNeed(problem, layout: .nhwc) }
  }
}

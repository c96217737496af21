import ConvModel
import ConvReference
import Testing

/// Every rewriting computes what its unmerged definition does.
@Suite struct FormEquivalenceTests {
  private static func map(
    _ channels: Int, _ height: Int, _ width: Int, batch: Int = 1
  ) -> MapShape {
    MapShape(batch: batch, channels: channels, height: height, width: width)
  }

  /// Geometries that break an index: odd and even maps, kernels larger than the map, single pixels and
  /// rows, single taps, several images, partial channels, stripes as wide as the kernel.
  static let requests = [
    ProblemRequest(map: map(2, 7, 7), kernel: 7),
    ProblemRequest(map: map(2, 8, 6), kernel: 5, stripe: 3),
    ProblemRequest(map: map(2, 5, 5), kernel: 13),
    ProblemRequest(map: map(1, 9, 10), kernel: 31),
    ProblemRequest(map: map(12, 1, 1), kernel: 7),
    ProblemRequest(map: map(2, 1, 9), kernel: 9, stripe: 3),
    ProblemRequest(map: map(3, 6, 6), kernel: 1),
    ProblemRequest(map: map(2, 5, 6, batch: 3), kernel: 7, stripe: 1),
    ProblemRequest(map: map(8, 6, 5, batch: 2), kernel: 9, convolvedChannels: 3),
    ProblemRequest(map: map(2, 6, 6), kernel: 5, stripe: 5),
    ProblemRequest(map: map(2, 11, 11), kernel: 13, stripe: 5, gridRuns: [4, 1, 1, 1, 1, 1, 4]),
    ProblemRequest(map: map(2, 6, 7), kernel: 13, mask: .erk),
    ProblemRequest(map: map(2, 6, 7), kernel: 13, sparsity: 0.7, mask: .pruneAndGrow(steps: 5)),
  ]

  @Test("every form equals the reference exactly on small integers", arguments: requests)
  func exact(request: ProblemRequest) throws {
    for variant in VariantCatalog.all {
      let data = try EvaluatedProblem(variant.id, request, fill: .smallIntegers)
      for form in variant.forms {
        let output = data.program(form).evaluated(data.input)
        #expect(output == data.reference.values, "\(data.problem) \(form.id)")
      }
    }
  }

  @Test("every form equals the reference to rounding on real values", arguments: requests)
  func rounded(request: ProblemRequest) throws {
    for variant in VariantCatalog.all {
      let data = try EvaluatedProblem(variant.id, request, fill: .unitVariance)
      let check = data.check
      for form in variant.forms {
        let program = data.program(form)
        let folded = check.check(program.evaluated(data.input).map(Float.init))
        #expect(folded.passed, "\(data.problem) \(form.id): \(folded)")
        let summed = check.check(program.summedInFloat(data.input))
        #expect(summed.passed, "\(data.problem) \(form.id): \(summed)")
      }
    }
  }

  @Test("stages after the first accumulate, and have the structure that their form says")
  func structures() throws {
    let request = ProblemRequest(map: Self.map(2, 8, 8), kernel: 13, stripe: 5)
    let expected: [String: [String: [KernelStructure.Kind]]] = [
      "dense": ["direct": [.dense]],
      "reparam": ["branches": [.dense, .dense], "merged": [.dense]],
      "decomposed": [
        "branches": [.dense, .dense, .dense], "stripes": [.dense, .dense], "cross": [.rowSpans],
      ],
      "sparse": [
        "branches": [.taps, .taps, .taps], "stripes": [.taps, .taps], "cross": [.taps],
      ],
      "peripheral": ["expanded": [.dense], "shared": [.shared, .dense]],
    ]
    for variant in VariantCatalog.all {
      let data = try EvaluatedProblem(variant.id, request, fill: .smallIntegers)
      for form in variant.forms {
        let stages = data.program(form).stages
        #expect(stages.map(\.structure.kind) == expected[variant.id]?[form.id])
        #expect(stages.map(\.accumulates) == stages.indices.map { $0 > 0 })
        #expect(stages.allSatisfy { $0.weights.count == 2 * $0.weightsPerChannel })
      }
    }
  }
}

import ConvModel
import Testing

@Suite struct ProblemTests {
  private static let map = MapShape(channels: 8, height: 14, width: 14)

  private static func error(_ variant: String, _ request: ProblemRequest) -> String? {
    do {
      _ = try VariantCatalog.variant(variant).problem(request)
      return nil
    } catch { return error.description }
  }

  @Test("refuses impossible kernels and stripes, saying what would be right")
  func refusesKernels() {
    let map = Self.map
    for (variant, kernel) in [
      ("dense", 6), ("dense", 0), ("decomposed", 0), ("decomposed", -3), ("peripheral", 8),
    ] {
      #expect(
        Self.error(variant, ProblemRequest(map: map, kernel: kernel))
          == "kernel \(kernel) is not a positive odd number")
    }
    #expect(
      Self.error("reparam", ProblemRequest(map: map, kernel: 7, stripe: 4))
        == "stripe 4 is not a positive odd number")
    #expect(
      Self.error("reparam", ProblemRequest(map: map, kernel: 7, stripe: 9))
        == "stripe 9 is wider than the kernel 7; it must be at most the kernel")
    #expect(
      Self.error("decomposed", ProblemRequest(map: map, kernel: 7, stripe: 0))
        == "variant 'decomposed' needs a stripe of at least 1")
  }

  @Test("refuses impossible parameters, saying what would be right")
  func refusesParameters() {
    let map = Self.map
    for sparsity in [1, -0.1, Double.nan] {
      #expect(
        Self.error("sparse", ProblemRequest(map: map, kernel: 7, sparsity: sparsity))
          == "sparsity \(sparsity) is outside [0, 1)")
    }
    #expect(
      Self.error("dense", ProblemRequest(map: map, kernel: 7, convolvedChannels: 9))
        == "9 convolved channels of 8; it must be between 1 and 8")
    #expect(
      Self.error("peripheral", ProblemRequest(map: map, kernel: 7, gridRuns: [2, 1, 2]))
        == "grid sums to 5, not to the kernel size 7")
  }

  @Test("refuses impossible maps, and sizes that overflow")
  func refusesMaps() {
    #expect(
      Self.error(
        "dense", ProblemRequest(map: MapShape(channels: 0, height: 1, width: 1), kernel: 7))
        == "channels is 0; it must be at least 1")
    let negative = MapShape(batch: -1, channels: 1, height: 1, width: 1)
    #expect(
      Self.error("dense", ProblemRequest(map: negative, kernel: 7))
        == "batch is -1; it must be at least 1")
    let huge = MapShape(channels: 1 << 40, height: 1 << 20, width: 8)
    #expect(
      Self.error("dense", ProblemRequest(map: huge, kernel: 7))
        == "shape 1099511627776x1048576x8 with kernel 7 has more elements than can be addressed")
    #expect(
      Self.error("peripheral", ProblemRequest(map: Self.map, kernel: .max))
        == "shape 8x14x14 with kernel \(Int.max) has more elements than can be addressed")
  }

  @Test("suggests the nearest variants and lists the forms")
  func suggests() throws {
    #expect(
      throws: ProblemError.unknownVariant("spars", near: ["sparse", "reparam", "dense"])
    ) { try VariantCatalog.variant("spars") }
    #expect(nearestNames(to: "decomposd", among: ["dense", "decomposed"]).first == "decomposed")
    #expect(nearestNames(to: "periph", among: ["dense", "peripheral"]).first == "peripheral")
    #expect(nearestNames(to: "x", among: ["a", "b", "c", "d"], limit: 2) == ["a", "b"])
    let dense = try VariantCatalog.variant("dense")
    #expect(throws: ProblemError.unknownForm("cross", variant: "dense", forms: ["direct"])) {
      try dense.form("cross")
    }
  }

  @Test(
    "names problems stably",
    arguments: [
      "dense": "dense/8x14x14/k51", "reparam": "reparam/8x14x14/k51/s5",
      "decomposed": "decomposed/8x14x14/k51/s5", "sparse": "sparse/8x14x14/k51/s5/p0.4-uniform",
      "peripheral": "peripheral/8x14x14/k51/g9-8-4-2-1-1-1-1-1-2-4-8-9",
    ])
  func describes(variant: String, text: String) throws {
    let problem = try VariantCatalog.variant(variant).problem(
      ProblemRequest(map: Self.map, kernel: 51))
    #expect(problem.description == text)
  }

  @Test("variants and forms have unique ids")
  func uniqueIds() {
    let ids = VariantCatalog.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    for variant in VariantCatalog.all {
      let forms = variant.forms.map(\.id)
      #expect(Set(forms).count == forms.count)
    }
  }
}

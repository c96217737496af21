import ConvModel
import Testing

@Suite("Network descriptions")
struct NetworkDescriptionTests {
  @Test("ratios are read exactly and scale by truncation")
  func ratios() {
    #expect([96, 192, 384, 768].map { Ratio("1.3")?.scaled($0) } == [124, 249, 499, 998])
    #expect([128, 256, 512, 1024].map { Ratio("1.3")?.scaled($0) } == [166, 332, 665, 1331])
    #expect(Ratio("6/16") == Ratio(3, over: 8))
    #expect(Ratio("1.50") == Ratio(3, over: 2))
    #expect(Ratio(1).scaled(.max) == .max && Ratio(2).scaled(.max) == nil)
    for text in ["", "0", "-1", "1.", ".5", "1/0", "1/2/3", "1e3", "1234567", "C"] {
      #expect(Ratio(text) == nil, "\(text)")
    }
  }

  @Test("channel expressions multiply exactly and truncate once")
  func expressions() throws {
    let names = ["C": Ratio(5), "mlp": Ratio(3, over: 2), "classes": Ratio(1000)]
    let values = try ["C", "4*C", "C/2", "mlp * C", "C/2*4", "classes", "7", "1.5*C"].map { text in
      try #require(ChannelExpression(text)).value(names)
    }
    #expect(values == [5, 20, 2, 7, 10, 1000, 7, 7])
    for text in ["", "*C", "C*", "C**2", "C+1", "4C", "C-1", "0*C"] {
      #expect(ChannelExpression(text) == nil, "\(text)")
    }
    #expect(throws: NetworkError.self) { try ChannelExpression("x*C")?.value(names) }
    #expect(throws: NetworkError.self) { try ChannelExpression("C/6")?.value(names) }
    #expect(throws: NetworkError.self) {
      try ChannelExpression("99999*99999*99999*C")?.value(names)
    }
    #expect(ChannelExpression("mlp*C/2")?.description == "mlp*C/2")
  }

  @Test("what cannot be a network is refused with one line")
  func faults() {
    var cases: [(NetworkDescription, String)] = []
    func add(_ expected: String, _ change: (inout NetworkDescription) -> Void) {
      var description = NetworkFixtures.convNeXt()
      change(&description)
      cases.append((description, expected))
    }
    add("widths for 3 stages, expected one for each of 4") { $0.widths.removeLast() }
    add("kernels for 5 stages") { $0.kernels.append([7]) }
    add("a depth is 0") { $0.depths[1] = 0 }
    add("a width is 99999") { $0.widths[0] = 99_999 }
    add("a kernel is 513; it must be between 1 and 511") { $0.kernels[0] = [513] }
    add("kernel 8 is not a positive odd number") { $0.kernels[0] = [8] }
    add("stages.0.blocks.0.dw: kernel 8") { $0.kernels[0] = [8] }
    add("the input height is 0") { $0.height = 0 }
    add("give a larger input") { $0.height = 8 }
    add("sparsity 1.0 is outside [0, 1)") { $0.sparsities = LayerSparsities(all: 1) }
    add("unknown variant 'dens'; nearest: dense") { $0.mixer.variant = "dens" }
    add("no published branches for kernel 19") {
      $0.mixer.variant = "dilated"
      $0.kernels[3] = [19]
    }
    add("16384 channels") { $0.widthFactor = Ratio(100) }
    add("stem.norm adds a tensor that no 'keep'") {
      $0.templates.stem[1] = NetworkFixtures.fixed("norm", .add)
    }
    add("that no 'add' takes back") { $0.templates.stem.append(NetworkFixtures.keep) }
    add("both ends of a residual connection have one shape") {
      $0.templates.block[5] = NetworkFixtures.pointwise("pw2", "2*C")
    }
    add("two layers are called 'stem.norm'") { $0.templates.stem.append(NetworkFixtures.norm()) }
    for (description, expected) in cases {
      let error = #expect(throws: NetworkError.self) { try description.network() }
      #expect(error?.description.contains(expected) == true, "\(expected): \(error as Any)")
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test("blocks of a stage take its kernels in turn")
  func kernelsInTurn() throws {
    var description = NetworkFixtures.convNeXt()
    description.kernels[2] = [[13, 3, 3]][0]
    let kernels = try description.network().layers.compactMap { layer -> Int? in
      guard layer.stage == 2, case .depthwise(.problem(let problem)) = layer.operation
      else { return nil }
      return problem.kernel
    }
    #expect(kernels == [13, 3, 3, 13, 3, 3, 13, 3, 3])
  }

  @Test("the published dilated branches fit in their kernel and cover no more")
  func dilatedBranches() {
    #expect(DilatedBranches.kernels == [5, 7, 9, 11, 13, 15, 17])
    for kernel in DilatedBranches.kernels {
      let branches = DilatedBranches(kernel: kernel)?.branches ?? []
      #expect(
        branches.count >= 2 && branches.allSatisfy { $0.extent <= kernel && $0.extent % 2 == 1 })
    }
    #expect(DilatedBranches(kernel: 13)?.branches.map(\.extent) == [5, 13, 7, 9, 11])
    #expect(DilatedBranches(kernel: 19) == nil)
  }
}

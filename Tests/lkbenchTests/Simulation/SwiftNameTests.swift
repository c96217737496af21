import Testing

@testable import lkbench

@Suite("Names of functions")
struct SwiftNameTests {
  @Test("mangled symbols become module, type and base name; others stay")
  func readable() {
    #expect(
      SwiftName.readable("$s15ConvKernelsAVX215accumulateTile3yySpySfG_AA8TileRowsVtF")
        == "ConvKernelsAVX2.accumulateTile3")
    #expect(
      SwiftName.readable("$s15ConvKernelsAVX214PreparedDirectC3run5input6outputySPySfG_SpySfGtF")
        == "ConvKernelsAVX2.PreparedDirect.run")
    for symbol in ["sgemm_kernel_HASWELL", "(below main)", "0x1ab70", "$snonsense", ""] {
      #expect(SwiftName.readable(symbol) == symbol)
    }
  }

  @Test(
    "specialisations, closures, witnesses and private types",
    arguments: [
      ("generic specialization <Swift.Int> of A.f<B>(x: B) -> ()", "A.f"),
      (
        "function signature specialization <Arg[0] = Dead> of generic specialization <A.B<C>> of A.g(C) -> C",
        "A.g"
      ),
      ("closure #1 (Swift.Int) -> Swift.Int in A.h(x: Swift.Int) -> ()", "closure #1 in A.h"),
      ("protocol witness for A.P.run() -> () in conformance A.T : A.P in A", "A.P.run"),
      ("static A.(Pair in _8216B7E37C0CD989).make(Swift.Int) -> A.B", "A.Pair.make"),
      ("A.T.weights.getter : [Swift.Float]", "A.T.weights.getter"),
      ("(extension in A):Swift.SIMD8<Swift.Float>.sum() -> Swift.Float", "Swift.SIMD8.sum"),
      ("merged A.f(x: Swift.Int) -> ()", "A.f"),
    ])
  func shortened(demangled: String, expected: String) {
    #expect(SwiftName.shortened(demangled) == expected)
  }
}

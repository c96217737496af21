import ConvKernelsPortable
import Testing

@Suite("Steps of the band kernel")
struct BandKindTests {
  @Test("have code for every shape and number of taps of this build, and for no other")
  func kinds() {
    let shapes: [(BandStep.Shape, ClosedRange<Int>)] = [
      (.parallelogram, 1...bandTaps), (.leftTriangle, 1...bandColumns - 1),
      (.rightTriangle, 1...bandColumns - 1),
    ]
    for (shape, range) in shapes {
      for taps in -1...20 {
        let kind = BandKind(shape, taps: taps)
        #expect((kind != nil) == range.contains(taps), "\(shape) of \(taps)")
        #expect(kind.map { $0.shape == shape && $0.taps == taps } ?? true)
      }
    }
    #expect(BandKind.allCases.count == shapes.reduce(0) { $0 + $1.1.count })
  }

  @Test("end the process where they are asked for what this build has no registers for")
  func traps() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = BandStep(.parallelogram, taps: bandTaps + 1, input: 0, weights: 0, accumulators: 0)
    }
    let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(text.contains("there is no parallelogram of 5 taps"), "\(text)")
  }
}

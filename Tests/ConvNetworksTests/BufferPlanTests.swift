import Testing

@testable import ConvNetworks

@Suite("Planned buffers")
struct BufferPlanTests {
  @Test("tensors that are alive together do not overlap, whatever their sizes")
  func separates() {
    var state: UInt64 = 1
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<50 {
      let tensors = (0..<12).map { _ in
        let first = draw(10)
        return BufferPlan.Tensor(floats: 1 + draw(200), life: first...first + draw(5))
      }
      let plan = BufferPlan(tensors)
      for a in tensors.indices {
        #expect(plan.offsets[a] % 16 == 0)
        #expect(plan.offsets[a] + tensors[a].floats <= plan.total)
        for b in tensors.indices where a < b && tensors[a].life.overlaps(tensors[b].life) {
          let left = plan.offsets[a]..<plan.offsets[a] + tensors[a].floats
          let right = plan.offsets[b]..<plan.offsets[b] + tensors[b].floats
          #expect(!left.overlaps(right))
        }
      }
    }
  }

  @Test("a chain of equal tensors takes two of them")
  func reuses() {
    let chain = (0..<20).map { BufferPlan.Tensor(floats: 160, life: $0...$0 + 1) }
    #expect(BufferPlan(chain).total == 320)
  }
}

import ConvModel
import ConvReference
import Testing

@testable import ConvPlanning

#if OneDNN
  import COneDNN
#endif

@Suite("Peers")
struct PeerTests {
  private static let peers = AlgorithmCatalog.all.compactMap { $0 as? any PeerAlgorithm }

  @Test("a peer either names its library or says why it is missing, and then refuses")
  func availability() throws {
    #expect(Set(Self.peers.map(\.id)) == ["im2col-gemm", "onednn", "fftw"])
    let map = MapShape(channels: 4, height: 5, width: 5)
    let stage = Stage(
      shape: DepthwiseShape(map: map, kernelHeight: 3, kernelWidth: 3), structure: .dense,
      weights: Array(repeating: 1, count: 36), bias: nil, accumulates: false)
    for peer in Self.peers {
      let slice = TensorSlice(layout: .nhwc, tensor: map)
      guard let reason = peer.unavailability else {
        #expect(peer.library.contains { $0.isNumber })
        #expect(throws: Never.self) { try peer.prepare(stage, on: slice) }
        continue
      }
      #expect(reason.hasPrefix("built without the "))
      #expect(throws: PlanError.unavailable(algorithm: peer.id, reason: reason)) {
        try peer.prepare(stage, on: slice)
      }
      let program = Program(map: map, convolvedChannels: 4, stages: [stage])
      #expect(throws: PlanError.declined(algorithm: peer.id, reason: reason)) {
        try Planner().fixedPlan(program, layout: .nhwc, id: peer.id)
      }
    }
  }

  @Test(
    "on a part of the channels a peer adds to what is there and leaves the rest alone",
    arguments: Layout.allCases)
  func slices(layout: Layout) throws {
    let tensor = MapShape(batch: 2, channels: 45, height: 6, width: 9)
    for channels in [13, 16, 29] {
      var map = tensor
      map.channels = channels
      for kernel in [(3, 5), (13, 5), (5, 11)] {
        let shape = DepthwiseShape(map: map, kernelHeight: kernel.0, kernelWidth: kernel.1)
        let fill = Fill(.smallIntegers, seed: 5)
        let weights = fill.values(
          role: "weights", planes: channels, count: shape.tapCount, deviation: 1)
        let stage = Stage(
          shape: shape, structure: .dense, weights: weights,
          bias: (0..<channels).map { Float($0 % 3) }, accumulates: true)
        for peer in Self.peers where peer.unavailability == nil {
          try check(peer, stage, TensorSlice(layout: layout, tensor: tensor, firstChannel: 16))
        }
      }
    }
  }

  private func check(_ peer: any PeerAlgorithm, _ stage: Stage, _ slice: TensorSlice) throws {
    let tensor = slice.tensor
    let input = Fill(.smallIntegers, seed: 6).values(
      role: "input", planes: tensor.batch * tensor.channels, count: tensor.pixelCount,
      deviation: 1)
    let staged = LayoutConversion.fromPlanes(input, tensor, to: slice.layout)
    let output = AlignedBuffer<Float>(repeating: 2, count: staged.count)
    let kernel = try peer.prepare(stage, on: slice)
    kernel.run(input: staged.pointer, output: output.pointer)
    let planes = LayoutConversion.toPlanes(output.pointer, tensor, from: slice.layout)
    var largest = 0.0
    for image in 0..<tensor.batch {
      for channel in 0..<tensor.channels {
        let first = (image * tensor.channels + channel) * tensor.pixelCount
        let plane = Array(input[first..<first + tensor.pixelCount])
        let own = channel - slice.firstChannel
        let isConvolved = (0..<stage.shape.map.channels).contains(own)
        for pixel in 0..<tensor.pixelCount {
          let sum = isConvolved ? Self.output(stage, channel: own, plane, pixel) : 0
          largest = max(largest, abs(Double(planes[first + pixel]) - 2 - sum))
        }
      }
    }
    #expect(
      largest < 1e-3, "\(peer.id) \(slice) \(stage.shape) \(kernel.implementation ?? "")")
  }

  /// One output by the definition.
  private static func output(
    _ stage: Stage, channel: Int, _ plane: [Float], _ pixel: Int
  ) -> Double {
    let shape = stage.shape
    let (y, x) = pixel.quotientAndRemainder(dividingBy: shape.map.width)
    var sum = Double(stage.bias?[channel] ?? 0)
    for ky in 0..<shape.kernelHeight {
      for kx in 0..<shape.kernelWidth {
        let (row, column) = (y + ky - shape.paddingY, x + kx - shape.paddingX)
        guard (0..<shape.map.height).contains(row), (0..<shape.map.width).contains(column) else {
          continue
        }
        let tap = (channel * shape.kernelHeight + ky) * shape.kernelWidth + kx
        sum += Double(stage.weights[tap]) * Double(plane[row * shape.map.width + column])
      }
    }
    return sum
  }

  #if OneDNN
    @Test(
      "an execution that oneDNN refuses is kept as the kernel's failure")
    func refusedExecution() throws {
      let shape = try OneDNNShape([4], strides: [1])
      let memory = try OneDNNMemory(shape)
      let reorder = try OneDNNPrimitive.reorder(memory, shape, to: OneDNNMemory(shape), shape)
      reorder.execute()
      #expect(reorder.failure == nil)
      let engine = try OneDNN.session().engine
      let description = try OneDNN.make("reorder") {
        lkb_dnnl_reorder(&$0, engine, shape.handle, shape.handle, nil)
      }
      // Without its target.
      let broken = try OneDNNPrimitive(
        description: description, arguments: [(DNNL_ARG_FROM, memory)])
      #expect(broken.failure == nil)
      broken.execute()
      broken.execute()
      let failure = try #require(broken.failure)
      #expect(failure.hasPrefix("oneDNN could not execute "))
      #expect(failure.hasSuffix(": invalid_arguments"))
    }
  #endif

  @Test("a program has the failure of any of its kernels")
  func failures() throws {
    let map = MapShape(channels: 4, height: 5, width: 5)
    let stage = SingleStage.dense(DepthwiseShape(map: map, kernelHeight: 3, kernelWidth: 3))
    let program = Program(map: map, convolvedChannels: 4, stages: [stage])
    for failure in [nil, "no memory"] {
      let double = AlgorithmDouble(id: "direct", failure: failure)
      let plan = try Planner(instructionSet: .portable, catalog: [double])
        .fixedPlan(program, layout: .nhwc, id: "direct")
      #expect(try plan.prepare().failure == failure)
    }
  }

  @Test("transform lengths are the shortest even ones that do not wrap round")
  func transformSizes() {
    #expect(TransformSize.least(extent: 56, padding: 15) == 71)
    #expect(TransformSize.least(extent: 14, padding: 50) == 27)
    #expect(TransformSize.candidates(least: 71) == [72, 80, 84, 90])
    #expect(TransformSize.candidates(least: 1) == [1])
    let shape = DepthwiseShape(
      map: MapShape(channels: 1, height: 56, width: 28), kernelHeight: 51, kernelWidth: 5)
    let extents = TransformExtents.candidates(shape)
    #expect(extents.first == TransformExtents(rows: 84, columns: 30))
    #expect(extents.count == 4)
    #expect(TransformExtents(rows: 8, columns: 8).flops(dataRows: 8) == 2 * (480 + 600) + 240)
  }
}

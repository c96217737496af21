import ConvModel
import ConvNetworks
import ConvPlanning
import ConvReference
import TestSupport
import Testing

@Suite("Prepared networks")
struct PreparedNetworkTests {
  private static let variants = VariantCatalog.all.map(\.id)

  /// Prepares and runs twice; what the first run leaves behind must not matter to the second.
  private static func check(
    _ network: Network, form: String? = nil, algorithm: AlgorithmChoice = .auto,
    set: InstructionSet? = nil, threads: Int = 1
  ) throws -> NetworkCheck {
    let weights = NetworkWeights(network, seed: 5)
    let prepared = try PreparedNetwork(
      weights,
      NetworkSettings(
        form: form, algorithm: algorithm, planner: Planner(instructionSet: set), threads: threads))
    prepared.run()
    let first = prepared.result
    prepared.run()
    #expect(first == prepared.result)
    return NetworkCheck(
      first, reference: try ReferenceNetwork.evaluate(weights), network: network)
  }

  @Test("agree with the reference in every variant and form", arguments: variants)
  func agrees(_ variant: String) throws {
    let network = try TinyNetwork.convNeXt(variant)
    for form in try VariantCatalog.variant(variant).forms {
      let check = try Self.check(network, form: form.id)
      #expect(check.passed, "\(form.id): \(check)")
    }
  }

  @Test("agree with every algorithm that takes the kernel", arguments: AlgorithmCatalog.ids)
  func takesAlgorithms(_ id: String) throws {
    let network = try TinyNetwork.convNeXt("dense", kernel: 13)
    do {
      let check = try Self.check(network, algorithm: .fixed(id))
      #expect(check.passed, "\(check)")
    } catch let error as PreparationError {
      guard case .plan = error else { throw error }
    }
  }

  @Test("agree on batches and on two threads", arguments: [1, 3], [1, 2])
  func shares(_ batch: Int, _ threads: Int) throws {
    for network in [
      try TinyNetwork.convNeXt("decomposed", batch: batch),
      try TinyNetwork.repLKNet("reparam", batch: batch),
      TinyNetwork.uniRepLKNet(batch: batch), TinyNetwork.odd(batch: batch),
    ] {
      let check = try Self.check(network, threads: threads)
      #expect(check.passed, "\(network.id): \(check)")
    }
  }

  @Test("agree on every instruction set", arguments: Machine.current.instructionSets)
  func dispatches(_ set: InstructionSet) throws {
    for network in [try TinyNetwork.repLKNet("sparse"), TinyNetwork.uniRepLKNet()] {
      let check = try Self.check(network, set: set)
      #expect(check.passed, "\(network.id): \(check)")
    }
  }

  @Test("a wrong layer is seen: the check is not blind to a block")
  func seesErrors() throws {
    let network = try TinyNetwork.convNeXt("dense")
    var other = network
    for index in network.layers.indices where network.layers[index].name.hasSuffix("scale") {
      other.layers[index].name += "x"
      break
    }
    let prepared = try PreparedNetwork(
      NetworkWeights(other, seed: 5), NetworkSettings(planner: Planner()))
    prepared.run()
    let check = NetworkCheck(
      prepared.result, reference: try ReferenceNetwork.evaluate(NetworkWeights(network, seed: 5)),
      network: network)
    #expect(!check.passed)
  }

  @Test(
    "run does not allocate",
    .enabled(if: AllocationCount.isCounting, "\(AllocationCount.whyNot)"), arguments: [1, 2])
  func doesNotAllocate(_ threads: Int) async {
    await #expect(processExitsWith: .success) { [threads] in
      let networks = [
        try TinyNetwork.convNeXt("sparse"), try TinyNetwork.repLKNet("dense"),
        TinyNetwork.uniRepLKNet(batch: 2),
      ]
      for network in networks {
        let prepared = try PreparedNetwork(
          NetworkWeights(network, seed: 1), NetworkSettings(planner: Planner(), threads: threads))
        let times = LayerTimes(layers: network.layers.count) { 0 }
        prepared.run()
        prepared.run(times: times)
        let requests = AllocationCount.during {
          for _ in 0..<5 {
            prepared.run()
            prepared.run(times: times)
          }
        }
        precondition(requests == 0, "\(network.id) allocates \(requests) times in run")
      }
    }
  }

  @Test("layer times add up to the readings of the clock, each layer its own")
  func recordsTimes() throws {
    let network = try TinyNetwork.convNeXt("dense", widths: [8])
    let prepared = try PreparedNetwork(
      NetworkWeights(network, seed: 1), NetworkSettings(planner: Planner()))
    var ticks: UInt64 = 0
    let times = LayerTimes(layers: network.layers.count) {
      ticks += 1
      return ticks
    }
    prepared.run(times: times)
    for (layer, elapsed) in zip(network.layers, times.elapsed) {
      switch layer.operation {
      case .keep, .add: #expect(elapsed == 0, "\(layer.name) is part of another layer")
      default: #expect(elapsed > 0, "\(layer.name) takes time")
      }
    }
    times.reset()
    #expect(times.elapsed.allSatisfy { $0 == 0 })
  }

  @Test("says what it holds")
  func reportsMemory() throws {
    let network = try TinyNetwork.convNeXt("dense")
    let prepared = try PreparedNetwork(
      NetworkWeights(network, seed: 1), NetworkSettings(planner: Planner()))
    #expect(prepared.algorithms.count == 4)
    #expect(prepared.weightByteCount > 4 * 2 * (12 * 48 * 2 + 23 * 92 * 2))
    #expect(prepared.workspaceByteCount > 0)
    // Input, residual, depthwise output: not one buffer per layer.
    let largest = 12 * 8 * 9 + 12 * 8 * 9 + 3 * 32 * 36
    #expect(prepared.activationByteCount <= 4 * (largest + 64))
  }

  @Test("a form that the variant does not have is one clear line")
  func refusesForms() throws {
    let network = try TinyNetwork.convNeXt("dense")
    let settings = NetworkSettings(form: "cross", planner: try Planner())
    let error = #expect(throws: PreparationError.self) {
      _ = try PreparedNetwork(NetworkWeights(network, seed: 1), settings)
    }
    let text = error.map(\.description) ?? ""
    #expect(text.contains("dw") && text.contains("cross"))
  }
}

import BenchHarness
import BenchModel
import CShims
import ConvModel
import ConvNetworks
import ConvPlanning
import ConvReference

/// A prepared network as the harness calls it.
final class NetworkWorkload: Workload {
  let label: String
  let network: PreparedNetwork

  init(label: String, network: PreparedNetwork) {
    self.label = label
    self.network = network
  }

  func run() { network.run() }

  var failure: String? { network.failure }

  /// Flushes the packed weights; activations stay as the last call left them.
  func evict(_ policy: CachePolicy) {
    if policy == .warm { return }
    for memory in network.weightMemory { lkb_evict(memory.baseAddress, memory.count) }
    network.wake()
  }
}

/// A network case that is packed and compared with the reference.
struct PreparedNetworkCase {
  let item: NetworkCase
  let workload: NetworkWorkload
  let cost: NetworkCost
  let check: NetworkCheck

  /// Prepares the case and compares two runs with the reference, at `side` pixels or as it is measured.
  ///
  /// - Throws: `PreparationError`, `LayerError`, `NetworkSelectionError`, `NetworkError`.
  init(
    _ item: NetworkCase, side: Int?, references: inout NetworkReferences, teams: ThreadTeams
  ) throws {
    let settings = NetworkSettings(
      form: item.form, algorithm: item.algorithm,
      planner: try Planner(instructionSet: item.instructionSet, choices: .ofThisMachine),
      threads: item.threads, teams: teams)
    let network = try item.network()
    let prepared = try PreparedNetwork(NetworkWeights(network, seed: item.seed), settings)
    let checked = try side.map { side throws(NetworkSelectionError) in
      try item.network(side: side)
    }
    if let checked, checked != network {
      check = Self.check(
        try PreparedNetwork(NetworkWeights(checked, seed: item.seed), settings),
        try references.reference(of: item, checked))
    } else {
      check = Self.check(prepared, try references.reference(of: item, network))
    }
    self.item = item
    workload = NetworkWorkload(label: item.id, network: prepared)
    cost = try NetworkCost(network)
  }

  /// The second run finds in the buffers what the first one left there.
  private static func check(
    _ prepared: PreparedNetwork, _ reference: ReferenceTensor
  ) -> NetworkCheck {
    func run() -> NetworkCheck {
      FlushToZero.during { prepared.run() }
      return NetworkCheck(prepared.result, reference: reference, network: prepared.network)
    }
    let first = run()
    return first.passed ? run() : first
  }

  /// Median nanoseconds of each layer over passes of their own; `nil` for layers that are computed as
  /// part of another one.
  ///
  /// Apart from the timed samples, which no clock inside interrupts.
  func layerTimes(clock: any TimeSource, passes: Int) -> [Double?] {
    let network = workload.network
    let times = LayerTimes(layers: network.network.layers.count) { clock.nanoseconds() }
    var readings = network.network.layers.map { _ in [Double]() }
    FlushToZero.during {
      network.run(times: times)
      for _ in 0..<passes {
        times.reset()
        network.run(times: times)
        for (layer, elapsed) in times.elapsed.enumerated() {
          readings[layer].append(Double(elapsed))
        }
      }
    }
    return readings.map { values in
      OrderStatistics(values).flatMap { $0.maximum > 0 ? $0.median : nil }
    }
  }
}

/// Reference outputs of one group: cases of one function share theirs.
struct NetworkReferences {
  private var outputs: [String: ReferenceTensor] = [:]

  init() {}

  mutating func reference(
    of item: NetworkCase, _ network: Network
  ) throws(LayerError) -> ReferenceTensor {
    if let output = outputs[item.function] { return output }
    let output = try ReferenceNetwork.evaluate(NetworkWeights(network, seed: item.seed))
    outputs[item.function] = output
    return output
  }
}

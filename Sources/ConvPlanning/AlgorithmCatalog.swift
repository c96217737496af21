import ConvKernelsAVX2
import ConvKernelsAVX512
import ConvKernelsPortable
package import ConvModel

/// Every algorithm there is, over every instruction set it is built for.
package enum AlgorithmCatalog {
  /// The kernels of each build, then the peers: one line each.
  package static let all: [any Algorithm] =
    ConvKernelsPortable.KernelCatalog.all
    + ConvKernelsAVX2.KernelCatalog.all
    + ConvKernelsAVX512.KernelCatalog.all
    + [Im2colGEMM()]
    + [OneDNNConvolution()]
    + [FFTWConvolution()]

  /// Ids, each once, in catalog order.
  package static let ids: [String] = all.reduce(into: []) { ids, algorithm in
    if !ids.contains(algorithm.id) { ids.append(algorithm.id) }
  }

  /// The algorithms of one instruction set; peers belong to every set, since they dispatch themselves.
  package static func algorithms(
    for set: InstructionSet, among all: [any Algorithm] = all
  ) -> [any Algorithm] {
    all.filter { $0.instructionSet == set || $0 is any PeerAlgorithm }
  }
}

/// A library's implementation: it chooses its instruction set itself, and may be missing.
package protocol PeerAlgorithm: Algorithm {
  /// Why it cannot be used in this build or on this machine; `nil` when it can.
  var unavailability: String? { get }
  /// Name, version and chosen kernel of the library, for the environment record.
  var library: String { get }
  /// Whether nobody but the library knows how many operations it executes.
  var hidesOperations: Bool { get }
}

extension PeerAlgorithm {
  package var hidesOperations: Bool { false }
}

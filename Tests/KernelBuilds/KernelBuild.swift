import ConvKernelsAVX2
import ConvKernelsAVX512
import ConvKernelsPortable
package import ConvModel
package import ConvPlanning

#if LKB_EMULATED
  import ConvKernelsEmulated
#endif

/// One build of the kernels, as tests run it.
///
/// Tests go through `all` and never through the machine's instruction sets, so that the 16-lane sources run
/// everywhere.
package struct KernelBuild: Sendable, CustomStringConvertible {
  package let instructionSet: InstructionSet
  /// Whether the code is compiled for a weaker instruction set than the one it stands for.
  package let isEmulated: Bool
  /// Its own algorithms, then the peers.
  package let algorithms: [any Algorithm]
  package let weightGradients: [any WeightGradientAlgorithm]
  package let layers: any LayerKernels
  package let fourier: FourierBuild

  package var description: String {
    isEmulated ? "\(instructionSet) (emulated)" : "\(instructionSet)"
  }

  /// A planner that knows the algorithms of this build only.
  package func planner() throws(PlanError) -> Planner {
    try Planner(
      instructionSet: instructionSet, machine: Machine(instructionSets: [instructionSet]),
      catalog: algorithms)
  }

  /// The builds that this machine runs, weakest first; the 16-lane one emulated where it lacks AVX-512 and
  /// the package was built with `LKB_EMULATED=1`.
  package static let all: [KernelBuild] = InstructionSet.allCases.compactMap { set in
    if Machine.current.instructionSets.contains(set) { return native(set) }
    #if LKB_EMULATED
      if set == .avx512, Machine.current.instructionSets.contains(.avx2) { return emulated }
    #endif
    return nil
  }

  /// The build of the most lanes.
  package static var widest: KernelBuild { all[all.count - 1] }

  /// A build of the tool itself.
  private static func native(_ set: InstructionSet) -> KernelBuild? {
    LayerCatalog.all.first { $0.instructionSet == set }.map { layers in
      KernelBuild(
        instructionSet: set, isEmulated: false, algorithms: AlgorithmCatalog.algorithms(for: set),
        weightGradients: WeightGradientCatalog.algorithms(for: set), layers: layers,
        fourier: fourier(set))
    }
  }

  private static func fourier(_ set: InstructionSet) -> FourierBuild {
    switch set {
    case .portable:
      FourierBuild(
        codelets: ConvKernelsPortable.FourierInspection.codelets,
        legCapacity: ConvKernelsPortable.FourierInspection.legCapacity,
        roundTrip: ConvKernelsPortable.FourierInspection.roundTrip,
        axes: ConvKernelsPortable.FourierInspection.axes,
        prepare: ConvKernelsPortable.FourierInspection.prepare)
    case .avx2:
      FourierBuild(
        codelets: ConvKernelsAVX2.FourierInspection.codelets,
        legCapacity: ConvKernelsAVX2.FourierInspection.legCapacity,
        roundTrip: ConvKernelsAVX2.FourierInspection.roundTrip,
        axes: ConvKernelsAVX2.FourierInspection.axes,
        prepare: ConvKernelsAVX2.FourierInspection.prepare)
    case .avx512:
      FourierBuild(
        codelets: ConvKernelsAVX512.FourierInspection.codelets,
        legCapacity: ConvKernelsAVX512.FourierInspection.legCapacity,
        roundTrip: ConvKernelsAVX512.FourierInspection.roundTrip,
        axes: ConvKernelsAVX512.FourierInspection.axes,
        prepare: ConvKernelsAVX512.FourierInspection.prepare)
    }
  }

  #if LKB_EMULATED
    private static let emulated = KernelBuild(
      instructionSet: .avx512, isEmulated: true,
      algorithms: ConvKernelsEmulated.KernelCatalog.all
        + AlgorithmCatalog.all.filter { $0 is any PeerAlgorithm },
      weightGradients: ConvKernelsEmulated.KernelCatalog.weightGradients,
      layers: ConvKernelsEmulated.VectorLayers(),
      fourier: FourierBuild(
        codelets: ConvKernelsEmulated.FourierInspection.codelets,
        legCapacity: ConvKernelsEmulated.FourierInspection.legCapacity,
        roundTrip: ConvKernelsEmulated.FourierInspection.roundTrip,
        axes: ConvKernelsEmulated.FourierInspection.axes,
        prepare: ConvKernelsEmulated.FourierInspection.prepare))
  #endif
}

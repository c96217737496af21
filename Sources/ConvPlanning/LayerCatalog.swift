import ConvKernelsAVX2
import ConvKernelsAVX512
import ConvKernelsPortable
package import ConvModel

/// The layer kernels of every instruction set: one line each.
package enum LayerCatalog {
  package static let all: [any LayerKernels] = [
    ConvKernelsPortable.VectorLayers(),
    ConvKernelsAVX2.VectorLayers(),
    ConvKernelsAVX512.VectorLayers(),
  ]

  /// The layers of one instruction set.
  ///
  /// - Throws: `PlanError.instructionSetAbsent` where there are none, or the machine lacks it.
  package static func layers(
    for set: InstructionSet, machine: Machine = .current
  ) throws(PlanError) -> any LayerKernels {
    guard machine.instructionSets.contains(set),
      let layers = all.first(where: { $0.instructionSet == set })
    else { throw .instructionSetAbsent(set) }
    return layers
  }
}

package import ConvModel

/// How a program will be computed: an algorithm per stage, and why.
package struct Plan: Sendable {
  package let program: Program
  package let layout: Layout
  package let instructionSet: InstructionSet
  /// One per stage of the program.
  package let algorithms: [any Algorithm]
  /// One sentence on the choice.
  package let reason: String

  /// Distinct algorithm ids in stage order, joined by `+`: the `algorithm` column.
  package var id: String {
    algorithms.map(\.id).reduce(into: [String]()) { ids, id in
      if !ids.contains(id) { ids.append(id) }
    }.joined(separator: "+")
  }

  /// Floating-point operations one run executes.
  package var executedFLOPs: Int {
    zip(algorithms, program.stages).reduce(0) { $0 + $1.0.executedFLOPs($1.1) }
  }

  /// How its stages round; a program is exact on small integers only if all do by summation.
  package var roundings: Set<Rounding> {
    Set(zip(algorithms, program.stages).map { $0.rounding(of: $1.outline) })
  }

  /// Packs all weights and allocates all memory; the only expensive step.
  package func prepare() throws(PlanError) -> PreparedProgram {
    let slice = TensorSlice(layout: layout, tensor: program.map)
    var kernels: [any PreparedKernel] = []
    for (algorithm, stage) in zip(algorithms, program.stages) {
      kernels.append(
        try algorithm.prepare(stage, on: slice))
    }
    return PreparedProgram(
      kernels: kernels, map: program.map, convolvedChannels: program.convolvedChannels,
      layout: layout)
  }
}

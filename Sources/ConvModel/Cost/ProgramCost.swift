/// Exact analytic cost of a program: the sum over its stages, and the least traffic it can cause.
package struct ProgramCost: Hashable, Sendable {
  package let params: Int
  package let nominalMACs: Int
  package let usefulMACs: Int
  /// Bytes that must cross once whatever the algorithm: every input and output element, identity
  /// channels included, and the parameters, as 4-byte floats.
  package let compulsoryBytes: Int

  package init(_ program: Program) {
    let stages = program.stages.map(StageCost.init)
    params = stages.reduce(0) { $0 + $1.params }
    nominalMACs = stages.reduce(0) { $0 + $1.nominalMACs }
    usefulMACs = stages.reduce(0) { $0 + $1.usefulMACs }
    compulsoryBytes = MemoryLayout<Float>.stride * (2 * program.map.elementCount + params)
  }

  /// Useful operations (2 per MAC) per compulsory byte: where the problem sits on a roofline.
  package var arithmeticIntensity: Double { 2 * Double(usefulMACs) / Double(compulsoryBytes) }
}

import ConvKernelsAVX2
import ConvKernelsAVX512
import ConvKernelsPortable
package import ConvModel

/// Every weight gradient there is, over every instruction set it is built for.
package enum WeightGradientCatalog {
  package static let all: [any WeightGradientAlgorithm] =
    ConvKernelsPortable.KernelCatalog.weightGradients
    + ConvKernelsAVX2.KernelCatalog.weightGradients
    + ConvKernelsAVX512.KernelCatalog.weightGradients

  /// Those of one instruction set.
  package static func algorithms(
    for set: InstructionSet
  ) -> [any WeightGradientAlgorithm] {
    all.filter { $0.instructionSet == set }
  }

  /// The algorithm for a shape: the one asked for, or of those that take it the one of least predicted time.
  ///
  /// - Throws: `PlanError` where that is none.
  package static func algorithm(
    _ choice: AlgorithmChoice, for shape: DepthwiseShape, on set: InstructionSet
  ) throws(PlanError) -> any WeightGradientAlgorithm {
    let built = algorithms(for: set)
    if case .fixed(let id) = choice {
      guard let algorithm = built.first(where: { $0.id == id }) else {
        throw .declined(algorithm: id, reason: "has no weight gradient")
      }
      if case .declined(let reason) = algorithm.support(for: shape) {
        throw .declined(algorithm: id, reason: reason)
      }
      return algorithm
    }
    let candidates = built.filter { $0.support(for: shape) == .supported }
    guard let best = candidates.min(by: { time($0, shape) < time($1, shape) }) else {
      throw .noAlgorithm(structure: KernelStructure.Kind.dense.rawValue)
    }
    return best
  }

  /// Predicted time in operations at the rate of direct sums.
  private static func time(
    _ algorithm: any WeightGradientAlgorithm, _ shape: DepthwiseShape
  ) -> Double {
    let isTransform = algorithm.rounding(of: shape) != .summation
    return Double(algorithm.executedFLOPs(shape)) * (isTransform ? transformCost : 1)
  }

  /// An operation of a transform takes so many times as long: it loads and stores more, and adds as often
  /// as it multiplies.
  private static let transformCost = 2.0
}

package import ConvModel

/// The loops of this build from which the ceilings of a machine are measured, beside `PeakLoop`.
package struct CeilingLoop: Sendable {
  package static let instructionSet = buildInstructionSet
  /// `sum` and `copy` take whole multiples of so many floats.
  package static let granularity = memoryStep * laneCount
  /// Dependent multiply-adds per iteration of `chain`.
  package static let links = 8
  /// Floating-point operations per iteration of `mix`: 8 multiply-adds, which count 2, and 6 adds.
  package static let mixedFlops = (8 * 2 + 6) * laneCount

  /// One dependent chain of multiply-adds; the result only keeps it alive.
  package static func chain(iterations: Int) -> Float { chainMultiplyAdds(iterations: iterations) }

  /// Multiply-adds beside adds, all independent; the result only keeps them alive.
  package static func mix(iterations: Int) -> Float {
    mixProductsAndSums(iterations: iterations)
  }

  /// Reads `count` floats `passes` times; the result only keeps the loads alive.
  package static func sum(_ start: UnsafePointer<Float>, count: Int, passes: Int) -> Float {
    sumMemory(start, count: count, passes: passes)
  }

  /// Copies `count` floats `passes` times between ranges that do not overlap.
  package static func copy(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, count: Int, passes: Int
  ) {
    copyMemory(source, target, count: count, passes: passes)
  }
}

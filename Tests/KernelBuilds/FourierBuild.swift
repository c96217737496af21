package import ConvModel

/// The inside of a build's `fft`: its `FourierInspection`, which every build has of its own.
package struct FourierBuild: Sendable {
  package typealias Points = (re: [Float], im: [Float])
  package typealias Axis = (codelets: [Int], tiles: [(inputs: Range<Int>, outputs: Range<Int>)])

  package let codelets: [[Int]]
  package let legCapacity: Int
  package let roundTrip:
    @Sendable (_ codelets: [Int], _ re: [Float], _ im: [Float]) -> (
      spectrum: Points, restored: Points
    )?
  package let axes: @Sendable (DepthwiseShape) -> (rows: Axis, columns: Axis)?
  package let prepare:
    @Sendable (_ stage: Stage, _ rowTiles: Int, _ columnTiles: Int) -> (any PreparedKernel)?
}

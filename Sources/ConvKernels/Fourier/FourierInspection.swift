package import ConvModel

/// What `fft` does inside, for the tests of its parts; no kernel uses it.
package enum FourierInspection {
  /// Real and imaginary parts of some points.
  package typealias Points = (re: [Float], im: [Float])

  /// One axis of a map: the codelet sizes of its transform, and its tiles.
  package typealias Axis = (codelets: [Int], tiles: [(inputs: Range<Int>, outputs: Range<Int>)])

  /// The sizes of both codelets of every transform.
  package static var codelets: [[Int]] { PrimeFactors.catalog.map(\.codelets) }

  /// Points that the scratch of a codelet holds.
  package static var legCapacity: Int { Legs.count }

  /// The transform of as many points as `codelets` make, in the last lane, and the inverse of that.
  ///
  /// The inverse is not scaled; `nil` where there is no such transform. Allocates.
  package static func roundTrip(
    _ codelets: [Int], re: [Float], im: [Float]
  ) -> (spectrum: Points, restored: Points)? {
    guard let factors = PrimeFactors.catalog.first(where: { $0.codelets == codelets }) else {
      return nil
    }
    let transform = AxisTransform(factors)
    let size = factors.size
    let points = AlignedBuffer<Float>(repeating: .nan, count: size * pointFloats)
    let scratch = AlignedBuffer<Float>(repeating: .nan, count: size * pointFloats)
    let last = laneCount - 1
    for index in 0..<size {
      points.pointer[index * pointFloats + last] = re[index]
      points.pointer[index * pointFloats + laneCount + last] = im[index]
    }
    let gather = AlignedBuffer(transform.gatherTable { $0 * pointFloats })
    let scatter = AlignedBuffer(transform.scatterTable { $0 * pointFloats })
    transform.begin(
      scratch.pointer, re: points.pointer, im: points.pointer + laneCount,
      gather: gather.pointer)
    transform.forward(scratch.pointer)
    let spectrum = lastLane(of: scratch, at: (0..<size).map { factors.slot(frequency: $0) })
    transform.backward(scratch.pointer)
    transform.end(
      scratch.pointer, re: points.pointer, im: points.pointer + laneCount,
      scatter: scatter.pointer)
    return (spectrum, lastLane(of: points, at: Array(0..<size)))
  }

  private static func lastLane(of points: AlignedBuffer<Float>, at slots: [Int]) -> Points {
    let last = laneCount - 1
    return (
      slots.map { points.pointer[$0 * pointFloats + last] },
      slots.map { points.pointer[$0 * pointFloats + laneCount + last] }
    )
  }

  /// How the two axes of a shape are cut and transformed; `nil` where no transform is large enough.
  package static func axes(_ shape: DepthwiseShape) -> (rows: Axis, columns: Axis)? {
    FourierGeometry(shape).map { (outline($0.rows), outline($0.columns)) }
  }

  private static func outline(_ axis: FourierAxis) -> Axis {
    (axis.factors.codelets, axis.tiles.map { ($0.inputs, $0.outputs) })
  }

  /// A kernel for planes that cuts its maps into so many tiles; `nil` where no transform is large enough.
  package static func prepare(
    _ stage: Stage, rowTiles: Int, columnTiles: Int
  ) -> (any PreparedKernel)? {
    FourierGeometry(stage.shape, rowTiles: rowTiles, columnTiles: columnTiles).map { geometry in
      let slice = TensorSlice(layout: .nchw, tensor: stage.shape.map)
      let core = FourierCore(stage, geometry, pixelStride: slice.pixelStride)
      return GroupedKernel(core: core, stage: stage, slice: slice)
    }
  }
}

extension PrimeFactors {
  fileprivate var codelets: [Int] { [first.rawValue, last.rawValue] }
}

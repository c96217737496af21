import ConvModel
import Testing

@testable import ConvKernelsPortable

extension FourierBuild {
  static let portable = FourierBuild(
    transforms: TransformBuild(
      catalog: PrimeFactors.catalog.map { [$0.first.rawValue, $0.last.rawValue] },
      legCapacity: Legs.count,
      roundTrip: { radices, re, im in
        let factors = PrimeFactors(
          first: try #require(Radix(rawValue: radices[0])),
          last: try #require(Radix(rawValue: radices[1])))
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
        let spectrum = (0..<size).map { frequency in
          let slot = factors.slot(frequency: frequency)
          return (
            scratch.pointer[slot * pointFloats + last],
            scratch.pointer[slot * pointFloats + laneCount + last]
          )
        }
        transform.backward(scratch.pointer)
        transform.end(
          scratch.pointer, re: points.pointer, im: points.pointer + laneCount,
          scatter: scatter.pointer)
        let restored = (0..<size).map { index in
          (
            points.pointer[index * pointFloats + last],
            points.pointer[index * pointFloats + laneCount + last]
          )
        }
        return ((spectrum.map(\.0), spectrum.map(\.1)), (restored.map(\.0), restored.map(\.1)))
      }),
    axes: { shape in
      let geometry = try #require(FourierGeometry(shape))
      return (FourierAxisOutline(geometry.rows), FourierAxisOutline(geometry.columns))
    },
    prepare: { stage, rowTiles, columnTiles in
      let geometry = try #require(
        FourierGeometry(stage.shape, rowTiles: rowTiles, columnTiles: columnTiles))
      let slice = TensorSlice(layout: .nchw, tensor: stage.shape.map)
      let core = FourierCore(stage, geometry, pixelStride: slice.pixelStride)
      return GroupedKernel(core: core, stage: stage, slice: slice)
    })
}

extension FourierAxisOutline {
  fileprivate init(_ axis: FourierAxis) {
    radices = [axis.factors.first.rawValue, axis.factors.last.rawValue]
    tiles = axis.tiles.map { FourierTileOutline(inputs: $0.inputs, outputs: $0.outputs) }
  }
}

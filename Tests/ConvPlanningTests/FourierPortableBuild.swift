import ConvModel

@testable import ConvKernelsPortable

extension FourierBuild {
  static let portable = FourierBuild(
    transforms: TransformBuild(
      catalog: { limit in
        PrimeFactors.catalog(upTo: limit).map { $0.radices.map(\.rawValue) }
      },
      roundTrip: { radices, re, im in
        let factors = PrimeFactors(radices: radices.compactMap(Radix.init(rawValue:)))
        let transform = AxisTransform(factors)
        let size = factors.size
        let points = AlignedBuffer<Float>(repeating: .nan, count: size * pointFloats)
        let scratch = AlignedBuffer<Float>(repeating: .nan, count: size * pointFloats)
        let last = laneCount - 1
        for index in 0..<size {
          points.pointer[index * pointFloats + last] = re[index]
          points.pointer[index * pointFloats + laneCount + last] = im[index]
        }
        let gather = AlignedBuffer(transform.table { $0 * pointFloats })
        let scatter = AlignedBuffer(transform.scatterTable { $0 * pointFloats })
        let passes = factors.radices.count
        transform.begin(
          scratch.pointer, re: points.pointer, im: points.pointer + laneCount,
          gather: gather.pointer)
        transform.forward(scratch.pointer, to: passes)
        let spectrum = factors.slotOfFrequency.map { slot in
          (
            scratch.pointer[slot * pointFloats + last],
            scratch.pointer[slot * pointFloats + laneCount + last]
          )
        }
        transform.backward(scratch.pointer, from: passes)
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
      let geometry = FourierGeometry(shape)
      return (FourierAxisOutline(geometry.rows), FourierAxisOutline(geometry.columns))
    })
}

extension FourierAxisOutline {
  fileprivate init(_ axis: FourierAxis) {
    radices = axis.factors.radices.map(\.rawValue)
    tiles = axis.tiles.map { FourierTileOutline(inputs: $0.inputs, outputs: $0.outputs) }
  }
}

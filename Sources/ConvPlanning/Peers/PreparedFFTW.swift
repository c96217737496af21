#if FFTW
  import CFFTW
  import CShims
  import ConvModel

  /// Kernel spectra, planes and plans of `FFTWConvolution`.
  final class PreparedFFTW: PhasedKernel {
    private let map: MapShape
    private let slice: TensorSlice
    private let accumulates: Bool
    private let transform: FFTWTransform
    /// One spectrum per channel, scaled by the number of points.
    private let kernels: AlignedBuffer<Float>
    /// Rounded up to whole groups.
    private let bias: AlignedBuffer<Float>
    private let isWide = Machine.current.instructionSets.contains(.avx2)
    let phaseNames = ["copy in", "forward", "product", "inverse", "copy out"]
    var phaseClock: PhaseClock?

    init(_ stage: Stage, slice: TensorSlice) throws(PlanError) {
      map = stage.shape.map
      self.slice = slice
      accumulates = stage.accumulates
      let extents = try FFTWChoice.best(stage.shape).extents
      transform = try FFTWTransform(height: map.height, width: map.width, extents: extents)
      let channels = map.channels
      kernels = AlignedBuffer(
        repeating: 0, count: channels * 2 * extents.rows * transform.pitch)
      bias = AlignedBuffer(
        repeating: 0,
        count: (channels + FFTWTransform.lanes - 1) / FFTWTransform.lanes * FFTWTransform.lanes)
      for (channel, value) in (stage.bias ?? []).enumerated() { bias.pointer[channel] = value }
      try transform.kernelSpectra(count: channels, into: kernels) { channel, plane in
        Self.place(stage, channel: channel, extents, plane)
      }
    }

    var workspaceByteCount: Int { transform.byteCount }
    var weightByteCount: Int { kernels.byteCount + bias.byteCount }
    var weightMemory: [UnsafeRawBufferPointer] { [kernels.rawBytes, bias.rawBytes] }

    var implementation: String? {
      "r2c \(transform.extents.rows)x\(transform.extents.columns) of \(map.height) rows, "
        + "FFTW_MEASURE"
    }

    /// Puts the taps that can meet data at the negative of their offsets, which makes the circular
    /// convolution a cross-correlation.
    private static func place(
      _ stage: Stage, channel: Int, _ extents: TransformExtents,
      _ plane: UnsafeMutablePointer<Float>
    ) {
      let shape = stage.shape
      let scale = 1 / Float(extents.points)
      for ky in 0..<shape.kernelHeight where abs(shape.paddingY - ky) < shape.map.height {
        let y = (shape.paddingY - ky + extents.rows) % extents.rows
        for kx in 0..<shape.kernelWidth where abs(shape.paddingX - kx) < shape.map.width {
          let x = (shape.paddingX - kx + extents.columns) % extents.columns
          let tap = (channel * shape.kernelHeight + ky) * shape.kernelWidth + kx
          plane[y * extents.columns + x] = stage.weights[tap] * scale
        }
      }
    }

    func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
      let spectrumStride = 2 &* transform.extents.rows &* transform.pitch
      for image in 0..<map.batch {
        var first = 0
        while first < map.channels {
          let count = min(transform.planeCount, map.channels &- first)
          lkb_enter_phase(phaseClock, 0)
          load(input, image: image, first: first, count: count)
          for index in 0..<count {
            lkb_enter_phase(phaseClock, 1)
            transform.forward(index)
            lkb_enter_phase(phaseClock, 2)
            multiply(kernels.pointer + (first &+ index) &* spectrumStride)
            lkb_enter_phase(phaseClock, 3)
            transform.inverse(index)
          }
          lkb_enter_phase(phaseClock, 4)
          store(output, image: image, first: first, count: count)
          first &+= count
        }
      }
    }

    private func multiply(_ kernel: UnsafePointer<Float>) {
      let count = transform.extents.rows &* transform.pitch
      if isWide {
        lkb_product_avx2(transform.spectrum.pointer, kernel, count)
      } else {
        lkb_product(transform.spectrum.pointer, kernel, count)
      }
    }

    /// A row of pixels of up to eight channels into rows of planes.
    private func split(
      _ pixels: UnsafePointer<Float>, _ stride: Int, _ channels: Int,
      _ row: UnsafeMutablePointer<Float>
    ) {
      if isWide {
        lkb_split_avx2(pixels, stride, channels, row, transform.planeStride, map.width)
      } else {
        lkb_split(pixels, stride, channels, row, transform.planeStride, map.width)
      }
    }

    /// Rows of up to eight planes to a row of pixels.
    private func join(
      _ row: UnsafePointer<Float>, _ channels: Int, _ bias: UnsafePointer<Float>,
      _ pixels: UnsafeMutablePointer<Float>, _ stride: Int
    ) {
      let (adds, plane): (Int32, Int) = (accumulates ? 1 : 0, transform.planeStride)
      if isWide {
        lkb_join_avx2(row, plane, channels, bias, adds, pixels, stride, map.width)
      } else {
        lkb_join(row, plane, channels, bias, adds, pixels, stride, map.width)
      }
    }

    /// Copies channels into the planes and clears what the last inverse left beside them.
    private func load(_ input: UnsafePointer<Float>, image: Int, first: Int, count: Int) {
      let (columns, pixel) = (transform.extents.columns, slice.pixelStride)
      let rowStride = map.width &* pixel
      for y in 0..<map.height {
        let row = transform.planes.pointer + y &* columns
        if slice.layout == .nchw {
          for index in 0..<count {
            let source = input + slice.planeOffset(image: image, channel: first &+ index)
            (row + index &* transform.planeStride)
              .update(from: source + y &* rowStride, count: map.width)
          }
        } else {
          let source =
            input + slice.planeOffset(image: image, channel: first) + y &* rowStride
          for lane in stride(from: 0, to: count, by: FFTWTransform.lanes) {
            split(
              source + lane, pixel, min(FFTWTransform.lanes, count &- lane),
              row + lane &* transform.planeStride)
          }
        }
        for index in 0..<count {
          (row + index &* transform.planeStride + map.width)
            .update(repeating: 0, count: columns &- map.width)
        }
      }
    }

    private func store(
      _ output: UnsafeMutablePointer<Float>, image: Int, first: Int, count: Int
    ) {
      let (columns, pixel) = (transform.extents.columns, slice.pixelStride)
      let rowStride = map.width &* pixel
      let adds: Int32 = accumulates ? 1 : 0
      let offsets = bias.pointer + first
      for y in 0..<map.height {
        let row = transform.planes.pointer + y &* columns
        if slice.layout == .nchw {
          for index in 0..<count {
            let target =
              output + slice.planeOffset(image: image, channel: first &+ index) + y &* rowStride
            let source = row + index &* transform.planeStride
            if isWide {
              lkb_add_bias_avx2(source, offsets[index], adds, target, map.width)
            } else {
              lkb_add_bias(source, offsets[index], adds, target, map.width)
            }
          }
        } else {
          let target =
            output + slice.planeOffset(image: image, channel: first) + y &* rowStride
          for lane in stride(from: 0, to: count, by: FFTWTransform.lanes) {
            join(
              row + lane &* transform.planeStride, min(FFTWTransform.lanes, count &- lane),
              offsets + lane, target + lane, pixel)
          }
        }
      }
    }
  }
#endif

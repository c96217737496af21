#if OpenBLAS
  import COpenBLAS
  import CShims
  import ConvModel

  /// Planes, unfolded block and weights of `Im2colGEMM`.
  final class PreparedIm2colGEMM: PhasedKernel {
    private let shape: DepthwiseShape
    private let slice: TensorSlice
    private let accumulates: Bool
    private let weights: AlignedBuffer<Float>
    private let bias: [Float]
    /// The input channel as a plane, zero margins left and right.
    private let plane: AlignedBuffer<Float>
    private let planeStride: Int
    private let columns: AlignedBuffer<Float>
    private let result: AlignedBuffer<Float>
    private let rowsPerBlock: Int
    let phaseNames = ["copy in", "unfold", "gemm", "copy out"]
    var phaseClock: PhaseClock?

    init(_ stage: Stage, slice: TensorSlice) {
      shape = stage.shape
      let map = stage.shape.map
      self.slice = slice
      accumulates = stage.accumulates
      weights = AlignedBuffer(stage.weights)
      bias = stage.bias ?? Array(repeating: 0, count: map.channels)
      planeStride = map.width + 2 * shape.paddingX
      plane = AlignedBuffer(repeating: 0, count: map.height * planeStride)
      let perRow = shape.tapCount * map.width
      rowsPerBlock = max(1, min(map.height, Im2colGEMM.columnBudget / perRow))
      columns = AlignedBuffer(uninitialized: rowsPerBlock * perRow)
      result = AlignedBuffer(uninitialized: rowsPerBlock * map.width)
    }

    var workspaceByteCount: Int { plane.byteCount + columns.byteCount + result.byteCount }
    var weightByteCount: Int { weights.byteCount + bias.count * MemoryLayout<Float>.size }
    var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes] }

    func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
      for image in 0..<shape.map.batch {
        for channel in 0..<shape.map.channels {
          let offset = slice.planeOffset(image: image, channel: channel)
          lkb_enter_phase(phaseClock, 0)
          loadPlane(input + offset)
          var y = 0
          while y < shape.map.height {
            let rows = min(rowsPerBlock, shape.map.height - y)
            lkb_enter_phase(phaseClock, 1)
            unfold(y: y, rows: rows)
            lkb_enter_phase(phaseClock, 2)
            multiply(channel: channel, pixels: rows * shape.map.width)
            lkb_enter_phase(phaseClock, 3)
            unload(output + offset, y: y, rows: rows)
            y += rows
          }
        }
      }
    }

    private func loadPlane(_ source: UnsafePointer<Float>) {
      let stride = slice.pixelStride
      let width = shape.map.width
      for y in 0..<shape.map.height {
        let target = plane.pointer + y &* planeStride + shape.paddingX
        let line = source + y &* width &* stride
        for x in 0..<width { target[x] = line[x &* stride] }
      }
    }

    private func unfold(y: Int, rows: Int) {
      let width = shape.map.width
      var target = columns.pointer
      for ky in 0..<shape.kernelHeight {
        for kx in 0..<shape.kernelWidth {
          for row in y..<y + rows {
            let source = row + ky - shape.paddingY
            if source < 0 || source >= shape.map.height {
              target.update(repeating: 0, count: width)
            } else {
              target.update(from: plane.pointer + source &* planeStride + kx, count: width)
            }
            target += width
          }
        }
      }
    }

    /// OpenBLAS has no status: it prints what it refuses and computes nothing, which verification sees.
    private func multiply(channel: Int, pixels: Int) {
      result.pointer.update(repeating: bias[channel], count: pixels)
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, 1, blasint(pixels), blasint(shape.tapCount), 1,
        weights.pointer + channel * shape.tapCount, blasint(shape.tapCount), columns.pointer,
        blasint(pixels), 1, result.pointer, blasint(pixels))
    }

    private func unload(_ target: UnsafeMutablePointer<Float>, y: Int, rows: Int) {
      let stride = slice.pixelStride
      var pixel = target + y &* shape.map.width &* stride
      for index in 0..<rows * shape.map.width {
        pixel.pointee = accumulates ? pixel.pointee + result.pointer[index] : result.pointer[index]
        pixel += stride
      }
    }
  }
#endif

#if FFTW
  import CFFTW
  import ConvModel
  import Synchronization

  /// The transforms of one plane of `height` × `width` pixels in a grid of `extents`, with their memory.
  ///
  /// Rows without data are not transformed on the way in, nor rows that nobody wants on the way out.
  final class FFTWTransform {
    /// Channels that a vector holds: planes are filled and emptied in multiples of these.
    static let lanes = 8
    /// Bytes of planes that stay in a second-level cache beside the spectra.
    private static let planeBudget = 256 << 10
    /// FFTW plans and destroys plans on one thread at a time; executing needs no lock.
    private static let planning = Mutex(())
    // The C importer drops macros that shift or negate.
    private static let measured = lkb_fftw_measure()
    private static let estimated = lkb_fftw_estimate()

    let extents: TransformExtents
    /// Complex numbers from one row of a spectrum to the next, a multiple of 4.
    let pitch: Int
    /// Planes that are filled and emptied together: 16, whole cache lines of pixels, where they stay in
    /// the cache, else 8.
    let planeCount: Int
    /// `planeCount` planes, rows of `extents.columns`.
    let planes: AlignedBuffer<Float>
    let planeStride: Int
    /// After the rows; its rows below the data are zero for good.
    private let rowSpectrum: AlignedBuffer<Float>
    /// After the columns, the one that is multiplied.
    let spectrum: AlignedBuffer<Float>
    private var plans: [OpaquePointer] = []

    init(
      height: Int, width: Int, extents: TransformExtents
    ) throws(PlanError) {
      self.extents = extents
      pitch = Self.pitch(extents)
      planeStride = (height * extents.columns + 15) / 16 * 16
      let bytes = planeStride * MemoryLayout<Float>.stride
      planeCount = 2 * Self.lanes * bytes <= Self.planeBudget ? 2 * Self.lanes : Self.lanes
      planes = AlignedBuffer(repeating: 0, count: planeCount * planeStride)
      rowSpectrum = AlignedBuffer(repeating: 0, count: 2 * extents.rows * pitch)
      spectrum = AlignedBuffer(repeating: 0, count: 2 * extents.rows * pitch)
      var created: [OpaquePointer?] = []
      Self.planning.withLock { _ in created = plan(height: height) }
      plans = created.compactMap(\.self)
      guard plans.count == created.count else {
        throw .unavailable(
          algorithm: "fftw", reason: "FFTW has no plan for \(extents.rows) × \(extents.columns)")
      }
      // Measuring has written into them.
      planes.pointer.update(repeating: 0, count: planes.count)
      rowSpectrum.pointer.update(repeating: 0, count: rowSpectrum.count)
      spectrum.pointer.update(repeating: 0, count: spectrum.count)
    }

    deinit {
      let plans = plans
      Self.planning.withLock { _ in for plan in plans { fftwf_destroy_plan(plan) } }
    }

    /// Half a row and the middle, rounded up; an odd number of cache lines, so that columns spread
    /// over the sets of a cache.
    private static func pitch(_ extents: TransformExtents) -> Int {
      let padded = (extents.columns / 2 + 1 + 3) / 4 * 4
      return padded % 16 == 0 ? padded + 4 : padded
    }

    /// Rows in, columns in, columns out, rows out.
    private func plan(height: Int) -> [OpaquePointer?] {
      let columns = [Int32(extents.columns)]
      let rows = [Int32(extents.rows)]
      let half = Int32(extents.columns / 2 + 1)
      let (pitch, width) = (Int32(pitch), Int32(extents.columns))
      let (first, second) = (Self.complex(rowSpectrum.pointer), Self.complex(spectrum.pointer))
      return [
        fftwf_plan_many_dft_r2c(
          1, columns, Int32(height), planes.pointer, nil, 1, width, first, nil, 1, pitch,
          Self.measured),
        fftwf_plan_many_dft(
          1, rows, half, first, nil, pitch, 1, second, nil, pitch, 1, FFTW_FORWARD,
          Self.measured),
        fftwf_plan_many_dft(
          1, rows, half, second, nil, pitch, 1, second, nil, pitch, 1, FFTW_BACKWARD,
          Self.measured),
        fftwf_plan_many_dft_c2r(
          1, columns, Int32(height), second, nil, 1, pitch, planes.pointer, nil, 1, width,
          Self.measured),
      ]
    }

    /// Plane number `index` into `spectrum`.
    ///
    /// FFTW has no status: what has a plan succeeds.
    func forward(_ index: Int) {
      fftwf_execute_dft_r2c(
        plans[0], planes.pointer + index &* planeStride, Self.complex(rowSpectrum.pointer))
      fftwf_execute(plans[1])
    }

    /// `spectrum` into plane number `index`, not scaled.
    func inverse(_ index: Int) {
      fftwf_execute(plans[2])
      fftwf_execute_dft_c2r(
        plans[3], Self.complex(spectrum.pointer), planes.pointer + index &* planeStride)
    }

    var byteCount: Int { planes.byteCount + rowSpectrum.byteCount + spectrum.byteCount }

    /// The spectra of kernels that are planes of `extents`, written to `target` at this pitch.
    ///
    /// `fill` puts kernel number `index` into a plane of zeros.
    func kernelSpectra(
      count: Int, into target: AlignedBuffer<Float>,
      fill: (_ index: Int, _ plane: UnsafeMutablePointer<Float>) -> Void
    ) throws(PlanError) {
      let plane = AlignedBuffer<Float>(repeating: 0, count: extents.points)
      let shape = [Int32(extents.rows), Int32(extents.columns)]
      let padded = [Int32(extents.rows), Int32(pitch)]
      var plan: OpaquePointer?
      Self.planning.withLock { _ in
        plan = fftwf_plan_many_dft_r2c(
          2, shape, 1, plane.pointer, nil, 1, 0, Self.complex(target.pointer), padded, 1, 0,
          Self.estimated)
      }
      guard let plan else {
        throw .unavailable(algorithm: "fftw", reason: "FFTW has no plan for kernels of \(shape)")
      }
      for index in 0..<count {
        plane.pointer.update(repeating: 0, count: plane.count)
        fill(index, plane.pointer)
        let spectrum = target.pointer + index * 2 * extents.rows * pitch
        fftwf_execute_dft_r2c(plan, plane.pointer, Self.complex(spectrum))
      }
      Self.planning.withLock { _ in fftwf_destroy_plan(plan) }
    }

    private static func complex(
      _ pointer: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<fftwf_complex> {
      UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: fftwf_complex.self)
    }
  }
#endif

#if OpenBLAS
  import COpenBLAS
#endif

/// Row-major matrices through OpenBLAS, on the calling thread alone.
enum MatrixProduct {
  #if OpenBLAS
    static let isAvailable = true

    /// Has every call run on its caller's thread: the members of a team call it at once.
    static func keepSingleThreaded() { openblas_set_num_threads(1) }

    /// `result` [rows × outputs] = `left` [rows × inputs] · `right` [inputs × outputs].
    static func multiply(
      _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
      _ result: UnsafeMutablePointer<Float>, rows: Int, inputs: Int, outputs: Int
    ) {
      if rows == 1 {
        cblas_sgemv(
          CblasRowMajor, CblasTrans, blasint(inputs), blasint(outputs), 1, right,
          blasint(outputs), left, 1, 0, result, 1)
      } else {
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(outputs),
          blasint(inputs), 1, left, blasint(inputs), right, blasint(outputs), 0, result,
          blasint(outputs))
      }
    }
  #else
    static let isAvailable = false

    static func keepSingleThreaded() {}

    /// Nothing: without OpenBLAS no network is prepared.
    static func multiply(
      _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
      _ result: UnsafeMutablePointer<Float>, rows: Int, inputs: Int, outputs: Int
    ) {}
  #endif
}

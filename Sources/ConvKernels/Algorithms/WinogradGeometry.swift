import ConvModel

/// Index arithmetic of `Winograd`, shared by the kernel and by its operation count.
struct WinogradGeometry {
  let height: Int
  let width: Int
  let kernelHeight: Int
  let kernelWidth: Int

  /// Extents that the unrolled loops are written for.
  private static let extents = [7, 9]

  /// `nil` for kernels of other extents.
  init?(_ shape: DepthwiseShape) {
    guard Self.extents.contains(shape.kernelHeight), Self.extents.contains(shape.kernelWidth) else {
      return nil
    }
    height = shape.map.height
    width = shape.map.width
    kernelHeight = shape.kernelHeight
    kernelWidth = shape.kernelWidth
  }

  /// Output columns of a tile: M.
  var tileWidth: Int { interpolatedInputs - kernelWidth + 1 }
  var tileCount: Int { (width + tileWidth - 1) / tileWidth }
  var paddingX: Int { kernelWidth / 2 }
  var paddingY: Int { kernelHeight / 2 }

  /// Zero pixels beside each staged row: what the first tile reads to the left, the last to the right.
  var margin: Int { paddingX + tileCount * tileWidth - width }

  var matrices: InterpolationMatrices {
    InterpolationMatrices(taps: kernelWidth, outputs: tileWidth)
  }

  /// Operations per lane of one image: of an input row's transform, of the products with the kernel rows (the
  /// first multiplies only) and of an output row's transform.
  var flops: Int {
    let products = interpolatedProducts * (2 * kernelHeight - 1)
    let row = interpolationFLOPs + products + combinationFLOPs(outputs: tileWidth)
    return tileCount * height * row
  }
}

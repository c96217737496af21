package import ConvModel

/// Direct convolution with channels in the vector lanes and a band of kernel columns in registers.
///
///     for each pair of lane groups, for each output row
///       copy the next input row in
///       accumulators = bias
///       for each input row that the kernel reaches: accumulateBand
///       write the accumulators
///
/// Rows and columns are clipped exactly: no product with a pixel off the map is computed, except where
/// the last block of a row overlaps the one before. Kernel rows and columns that no output can reach
/// are cropped when packing. The input row, the accumulators and a kernel row stay in L1.
/// Wide kernels run in tall register tiles instead (`TallTileCore`), which load less per product.
/// Should win for small kernels and maps; its cost grows with K², an FFT's does not.
package struct Direct: Algorithm {
  package let id = "direct"
  package let summary = "bands of kernel columns in registers over channel lanes, exact clipping"
  package let instructionSet = buildInstructionSet
  package let handles: Set<KernelStructure.Kind> = [.dense, .rowSpans, .taps]

  package init() {}

  package func support(for stage: StageOutline) -> Support { .supported }

  package func prepare(
    _ stage: Stage, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedKernel {
    Self.usesTallTiles(stage.outline)
      ? GroupedKernel(core: TallTileCore(stage), stage: stage, slice: slice)
      : PreparedDirect(stage, slice: slice)
  }

  /// Narrowest kernel, as far as the map reaches, for which tall tiles were the faster ones.
  #if LKB_AVX512
    private static let narrowestForTallTiles = 61
  #else
    private static let narrowestForTallTiles = 25
  #endif

  private static func usesTallTiles(_ stage: StageOutline) -> Bool {
    min(stage.shape.kernelWidth, 2 * stage.shape.map.width - 1) >= narrowestForTallTiles
  }

  package func executedFLOPs(_ stage: Stage) -> Int {
    let map = stage.shape.map
    let lanes = LanePacking.groupCount(map.channels) * laneCount
    let products =
      Self.usesTallTiles(stage.outline)
      ? TallTileGeometry(stage.outline).products : Self.bandProducts(stage.outline)
    return 2 * map.batch * lanes * products
  }

  /// Products per lane of the bands.
  private static func bandProducts(_ stage: StageOutline) -> Int {
    let geometry = DirectGeometry(stage)
    var products = 0
    for run in geometry.runs {
      let inputRows = (0..<geometry.height).reduce(0) {
        $0 + geometry.kernelRows(y: $1).clamped(to: run.kernelRows).count
      }
      products += inputRows * geometry.steps(run.span).reduce(0) { $0 + $1.products }
    }
    return products
  }
}

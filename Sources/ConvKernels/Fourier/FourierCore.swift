import ConvModel

/// The packed spectra and the loop nest of `Fourier`.
final class FourierCore: GroupCore {
  let margin = 1
  private let geometry: FourierGeometry
  private let rowTransform: AxisTransform
  private let columnTransform: AxisTransform
  /// [group][kx][slot after the last forward pass][re, im][lane].
  private let spectra: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  private let tables: FourierTables
  private let scratch: AlignedBuffer<Float>
  /// [kx][row][re, im][lane].
  private let columns: AlignedBuffer<Float>
  /// A row of zeros with margins: the partner of an odd last row.
  private let zeroRow: AlignedBuffer<Float>
  /// Two rows of outputs of a tile, where they cannot go straight out.
  private let outputRows: AlignedBuffer<Float>
  let phaseNames = ["forward rows", "columns: forward, product, inverse", "inverse rows"]
  var phases = CorePhases()

  init(_ stage: Stage, _ geometry: FourierGeometry, pixelStride: Int) {
    self.geometry = geometry
    rowTransform = AxisTransform(geometry.columns.factors)
    columnTransform = AxisTransform(geometry.rows.factors)
    tables = FourierTables(
      geometry, row: rowTransform, column: columnTransform,
      pixelStride: pixelStride)
    spectra = FourierSpectrum.pack(
      stage, geometry, row: rowTransform, column: columnTransform)
    bias = LanePacking.packBias(stage.bias, channels: stage.shape.map.channels)
    let points = max(geometry.rows.factors.size, geometry.columns.factors.size)
    scratch = AlignedBuffer(repeating: 0, count: points * pointFloats)
    columns = AlignedBuffer(
      repeating: 0, count: geometry.frequencies * geometry.columnSlots * pointFloats)
    zeroRow = AlignedBuffer(repeating: 0, count: (stage.shape.map.width + 2) * laneCount)
    outputRows = AlignedBuffer(
      repeating: 0, count: 2 * geometry.columns.outputCount * laneCount)
  }

  var workspaceByteCount: Int {
    scratch.byteCount + columns.byteCount + zeroRow.byteCount + outputRows.byteCount
      + tables.byteCount
  }
  var weightMemory: [UnsafeRawBufferPointer] { [spectra.rawBytes, bias.rawBytes] }

  func run(
    group: Int, input: UnsafePointer<Float>, inputRowStride: Int, output: OutputPlane,
    ahead: Lookahead
  ) {
    let spectrum = UnsafePointer(spectra.pointer) + group &* geometry.spectrumPoints &* pointFloats
    let shift = UnsafePointer(bias.pointer) + group &* laneCount
    for row in geometry.rows.tiles.indices {
      for column in geometry.columns.tiles.indices {
        phases.enter(0)
        transformRows(row, column, input, inputRowStride, ahead)
        phases.enter(1)
        convolveColumns(row, spectrum)
        phases.enter(2)
        restoreRows(row, column, shift, output)
      }
    }
  }

  private var columnStride: Int { geometry.columnSlots &* pointFloats }

  /// Transforms the input rows of a tile into the column buffer.
  private func transformRows(
    _ row: Int, _ column: Int, _ input: UnsafePointer<Float>, _ inputRowStride: Int,
    _ ahead: Lookahead
  ) {
    let tile = geometry.rows.tiles[row]
    let outputColumns = geometry.columns.tiles[column].outputs
    let gather = tables.rowGather(column)
    var y = 0
    while y < tile.inputs.count {
      let first = input + (tile.inputs.lowerBound &+ y) &* inputRowStride
      let second =
        y &+ 1 < tile.inputs.count
        ? first + inputRowStride : UnsafePointer(zeroRow.pointer) + laneCount
      rowTransform.begin(scratch.pointer, re: first, im: second, gather: gather)
      rowTransform.forward(scratch.pointer)
      partRows(
        scratch.pointer, slots: tables.mirrored, count: geometry.frequencies,
        target: columns.pointer + y &* pointFloats, stride: columnStride)
      let place = tile.inputs.lowerBound &+ y
      ahead.fetch(
        rows: (place..<place &+ 2).clamped(to: tile.outputs), columns: outputColumns)
      y &+= 2
    }
  }

  /// Convolves every column of the buffer with its column of the spectrum.
  private func convolveColumns(_ row: Int, _ spectrum: UnsafePointer<Float>) {
    let gather = tables.columnGather(row)
    let scatter = tables.columnScatter(row)
    let spectrumStride = geometry.rows.factors.size &* pointFloats
    var column = columns.pointer
    var spectrum = spectrum
    for _ in 0..<geometry.frequencies {
      columnTransform.begin(
        scratch.pointer, re: column, im: column + laneCount, gather: gather)
      columnTransform.convolve(scratch.pointer, spectrum)
      columnTransform.end(
        scratch.pointer, re: column, im: column + laneCount, scatter: scatter)
      column += columnStride
      spectrum += spectrumStride
    }
  }

  /// Transforms the rows of the column buffer back into the outputs of a tile.
  private func restoreRows(
    _ row: Int, _ column: Int, _ shift: UnsafePointer<Float>, _ output: OutputPlane
  ) {
    let (rows, x) = (geometry.rows.tiles[row].outputs, geometry.columns.tiles[column].outputs)
    let target = output.base + x.lowerBound &* output.pixelStride
    var y = 0
    while y < rows.count {
      joinRows(
        scratch.pointer, slots: tables.mirrored, count: geometry.frequencies,
        source: columns.pointer + y &* pointFloats, stride: columnStride, bias: shift)
      rowTransform.backward(scratch.pointer)
      let isPair = y &+ 1 < rows.count
      if isPair, !output.accumulates {
        let first = target + (rows.lowerBound &+ y) &* output.rowStride
        rowTransform.end(
          scratch.pointer, re: first, im: first + output.rowStride,
          scatter: tables.rowScatter(column, stride: output.pixelStride))
      } else {
        let first = outputRows.pointer
        let second = first + outputRows.count / 2
        rowTransform.end(
          scratch.pointer, re: first, im: second,
          scatter: tables.rowScatter(column, stride: laneCount))
        copyRow(first, y: rows.lowerBound &+ y, x, output)
        if isPair { copyRow(second, y: rows.lowerBound &+ y &+ 1, x, output) }
      }
      y &+= 2
    }
  }

  private func copyRow(
    _ source: UnsafePointer<Float>, y: Int, _ columns: Range<Int>, _ output: OutputPlane
  ) {
    var source = source
    for x in columns {
      output.put(loadLanes(source), y: y, x: x)
      source += laneCount
    }
  }
}

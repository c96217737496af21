import BenchModel

/// The lines of `samples.csv`.
enum SampleLines {
  static let header = CSVText.line(SampleColumn.allCases.map(\.rawValue))

  /// One line per sample, numbered from 0.
  ///
  /// Throws `notFinite` if a time is an infinity or NaN.
  static func lines(
    _ samples: [Sample], runID: String, caseID: String
  ) throws(RecordError) -> String {
    var text = ""
    for (number, sample) in samples.enumerated() {
      let noise = sample.noise
      let cells: [Cell] = [
        .integer(RecordSchema.version), .text(runID), .text(caseID), .integer(number),
        .integer(sample.order), .integer(sample.iterations), .real(sample.elapsedNanoseconds),
        .measured(noise.stealNanoseconds), .measured(noise.involuntaryContextSwitches),
        .measured(noise.voluntaryContextSwitches), .measured(noise.minorPageFaults),
        .measured(noise.majorPageFaults),
      ]
      for (column, cell) in zip(SampleColumn.allCases, cells) where !cell.isRecordable {
        throw .notFinite(column: column.rawValue, caseID: caseID, value: cell.plainText)
      }
      text += CSVText.line(cells.lazy.map(\.plainText))
    }
    return text
  }
}

package import BenchModel

/// The columns of one `results.csv`: known before the first measurement and fixed from then on.
///
/// The core columns come first, then each metric followed by its status, then the columns the
/// caller adds, then `repro`.
package struct RecordSchema: Hashable, Sendable {
  /// Number of the layout of the core columns; the content of the `schema` column.
  package static let version = 1

  /// Names in the order of the file.
  package let columns: [String]
  package let metrics: [MetricDescriptor]
  private let positions: [String: Int]

  /// Throws `duplicateColumn` if a metric or an extra column takes a name that is already in use.
  package init(
    metrics: [MetricDescriptor] = [], extraColumns: [String] = []
  ) throws(RecordError) {
    var columns = CoreColumn.allCases.map(\.rawValue).filter { $0 != CoreColumn.repro.rawValue }
    columns += metrics.flatMap { [$0.key, Self.statusColumn(of: $0.key)] }
    columns += extraColumns
    columns.append(CoreColumn.repro.rawValue)
    var positions: [String: Int] = [:]
    for (position, name) in columns.enumerated() {
      guard positions.updateValue(position, forKey: name) == nil else {
        throw .duplicateColumn(name: name)
      }
    }
    self.columns = columns
    self.metrics = metrics
    self.positions = positions
  }

  /// The columns of a stored table as they stand there; which of them are metrics is not known.
  init(stored layout: RecordLayout) {
    columns = layout.columns
    metrics = []
    positions = Dictionary(
      layout.columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The header line, line feed included.
  package var header: String { CSVText.line(columns) }

  /// Position of a column, or `nil` if there is none of that name.
  package func position(of column: String) -> Int? { positions[column] }

  /// The name of the column that says how far a metric can be trusted.
  package static func statusColumn(of metric: String) -> String { metric + "_status" }
}

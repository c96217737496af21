import BenchModel

/// Looks closer at cases that were just measured, on the measuring thread, before their rows are stored.
protocol CaseObserver {
  /// `summary` is of the case's samples; another case may be measured afterwards.
  mutating func observe(_ prepared: PreparedCase, _ summary: Summary) throws
}

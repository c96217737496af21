package import BenchModel
import Glibc

/// A place that finished cases go to, one by one.
package protocol RecordSink: Sendable {
  /// Takes one case; its samples are those of the record.
  mutating func write(_ record: RunRecord, samples: [Sample]) throws(RecordError)
  /// Called once, after the last case.
  mutating func finish() throws(RecordError)
}

extension RecordSink {
  package mutating func finish() throws(RecordError) {}
}

/// A results folder takes cases like any other sink.
extension ResultsFolder: RecordSink {
  package func write(_ record: RunRecord, samples: [Sample]) throws(RecordError) {
    try append(record, samples: samples)
  }

  /// Nothing to do: every case was flushed when it was appended.
  package func finish() throws(RecordError) {}
}

/// Where a sink of text prints.
package struct TextOutput: Sendable {
  /// Prints the text as it is, line ends included.
  package let print: @Sendable (_ text: String) throws(RecordError) -> Void

  package init(print: @escaping @Sendable (_ text: String) throws(RecordError) -> Void) {
    self.print = print
  }

  /// Standard output, unbuffered; a full disk or a closed pipe is an error.
  package static let standardOutput = TextOutput { text throws(RecordError) in
    guard FileSystem.writeAll(Array(text.utf8), to: STDOUT_FILENO) else {
      throw .fileOperation(
        action: "write to", path: "standard output", reason: FileSystem.lastErrorText)
    }
  }
}

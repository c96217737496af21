/// Time in which some task of the machine waited for a CPU, from the kernel's pressure stall information.
struct PressureSource {
  private let file: SystemFile

  init(path: String = "/proc/pressure/cpu") { file = SystemFile(path) }

  /// The running total in nanoseconds; `nil` where the system does not tell.
  func nanoseconds() -> Double? { file.text().flatMap(Self.total) }

  /// The total of the line `some avg10=0.00 avg60=0.00 avg300=0.00 total=1234`, whose unit is the
  /// microsecond.
  static func total(in text: String) -> Double? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("some ") }
    let key = "total="
    guard let word = line?.split(separator: " ").last, word.hasPrefix(key) else { return nil }
    return Double(word.dropFirst(key.count)).map { $0 * 1_000 }
  }
}

/// Time in which this thread could have run and had no CPU, from the scheduler's own account.
struct RunQueueSource {
  private let file: SystemFile

  /// To be made on the thread that it is about: the path is followed once.
  init(path: String = "/proc/thread-self/schedstat") { file = SystemFile(path) }

  /// The running total in nanoseconds; `nil` where the system does not tell.
  func nanoseconds() -> Double? { file.text().flatMap(Self.waited) }

  /// The second of three numbers: nanoseconds on a CPU, nanoseconds waiting for one, time slices.
  static func waited(in text: String) -> Double? {
    let fields = text.split(whereSeparator: \.isWhitespace)
    return fields.count == 3 ? Double(fields[1]) : nil
  }
}

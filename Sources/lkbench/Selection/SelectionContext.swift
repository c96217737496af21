import BenchRecords
import ConvPlanning

/// What a selection needs to know of its surroundings; tests give their own.
struct SelectionContext: Sendable {
  var machine: Machine
  var folder: ProjectFolder
  /// Bytes that may be allocated; `nil` when the system does not say.
  var availableMemory: Int?

  /// This process.
  static var current: SelectionContext {
    SelectionContext(
      machine: .current, folder: .current, availableMemory: AvailableMemory.bytes())
  }
}

/// How much memory the system says can be allocated without swapping.
enum AvailableMemory {
  /// `MemAvailable` of `/proc/meminfo`.
  static func bytes(meminfo path: String = "/proc/meminfo") -> Int? {
    guard let text = SystemFiles.live.text(path) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      let fields = line.split(separator: " ")
      guard fields.count >= 2, let kibibytes = Int(fields[1]) else { return nil }
      return kibibytes * 1024
    }
    return nil
  }
}

package import Foundation
import Glibc

/// Names of results folders: `<UTC time>-<machine>-<suite>`.
package enum FolderName {
  /// A name such as `20260131T142500Z-epyc-family25-model1-2c-smoke`.
  package static func make(startedAt date: Date, machine: String, suite: String) -> String {
    "\(time(date))-\(plain(machine))-\(plain(suite))"
  }

  /// A moment in UTC, to the second, that sorts as text.
  package static func time(_ date: Date) -> String {
    var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let values = [
      parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
      parts.tm_sec,
    ]
    let digits = values.map { $0 < 10 ? "0\($0)" : "\($0)" }
    return digits[..<3].joined() + "T" + digits[3...].joined() + "Z"
  }

  /// Lower-case letters, digits, points and hyphens only; never empty.
  package static func plain(_ text: String) -> String {
    let words = text.lowercased().split {
      !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "."))
    }
    return words.isEmpty ? "unnamed" : words.joined(separator: "-")
  }
}

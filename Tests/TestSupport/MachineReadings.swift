package import BenchCounters
package import Foundation

/// Counts by event name of one micro-architecture: recorded on hardware where that was done, else
/// constructed for tests.
package struct MachineReadings: Sendable, CustomStringConvertible {
  package enum Origin: String, Sendable {
    case recorded
    case constructed
  }

  package let id: String
  package let origin: Origin
  /// Of all loops of known work together, or of one made-up call.
  package let counts: [String: Int64]

  package var description: String { "\(id), \(origin.rawValue)" }

  /// Files that `scripts/check-counters.sh` has written.
  package static let recordings = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "BenchCountersTests/Recorded")

  /// Those of a micro-architecture; `nil` where there are none of either kind.
  package static func of(
    _ id: String, recordings: URL = Self.recordings
  ) throws(CounterError) -> MachineReadings? {
    if let recording = try CounterRecording.read(id, in: recordings) {
      return MachineReadings(id: id, origin: .recorded, counts: recording.total)
    }
    return ConstructedReadings.all[id].map {
      MachineReadings(id: id, origin: .constructed, counts: $0)
    }
  }

  /// Every micro-architecture that has constructed readings, recorded ones in their place.
  ///
  /// A recording that cannot be read has no counts, which no test passes with.
  package static let all = ConstructedReadings.all.keys.sorted().map { id in
    (try? of(id)) ?? MachineReadings(id: id, origin: .recorded, counts: [:])
  }
}

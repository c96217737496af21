import ConvModel
import Foundation

/// The measured ceilings of a machine: the content of `ceilings.json` and of the cache file.
struct CeilingTable: Codable, Hashable, Sendable {
  /// Version of this layout.
  static let version = 1

  private(set) var schema = CeilingTable.version
  let machineFingerprint: String
  /// UTC, as in the names of results folders.
  let measuredAt: String
  /// What the loops that move memory were compiled for.
  let instructionSet: String
  /// Size of the cache; `nil` where the system did not tell.
  let l2Bytes: Int?
  let l3Bytes: Int?
  /// What could not be measured as it should, for people.
  let notes: [String]
  let ceilings: [Ceiling]

  enum CodingKeys: String, CodingKey {
    case schema
    case machineFingerprint = "machine_fingerprint"
    case measuredAt = "measured_at"
    case instructionSet = "instruction_set"
    case l2Bytes = "l2_bytes"
    case l3Bytes = "l3_bytes"
    case notes
    case ceilings
  }

  init(
    machineFingerprint: String, measuredAt: String, instructionSet: String, l2Bytes: Int?,
    l3Bytes: Int?, notes: [String], ceilings: [Ceiling]
  ) {
    self.machineFingerprint = machineFingerprint
    self.measuredAt = measuredAt
    self.instructionSet = instructionSet
    self.l2Bytes = l2Bytes
    self.l3Bytes = l3Bytes
    self.notes = notes
    self.ceilings = ceilings
  }

  // MARK: Names

  static func peak(_ set: InstructionSet) -> String { "FMA \(set.rawValue)" }
  static func mix(_ set: InstructionSet) -> String { "adds beside FMA \(set.rawValue)" }
  static func copy(_ level: MemoryLevel) -> String { "\(level.rawValue) copy" }
  static let clock = "core clock"
  static let crossing = "line-crossing loads over aligned ones"

  // MARK: Looking up

  /// The figure of so many threads; between two measured numbers of threads on the line that joins them,
  /// beyond them `nil`.
  func value(_ subject: String, _ unit: CeilingUnit, threads: Int) -> Double? {
    let points = ceilings.filter {
      $0.unit == unit && $0.name == Ceiling.name(subject, threads: $0.threads)
    }
    guard let below = points.filter({ $0.threads <= threads }).max(by: { $0.threads < $1.threads }),
      let above = points.filter({ $0.threads >= threads }).min(by: { $0.threads < $1.threads })
    else { return nil }
    guard below.threads < above.threads else { return below.value }
    let share = Double(threads - below.threads) / Double(above.threads - below.threads)
    return below.value + share * (above.value - below.value)
  }

  // MARK: JSON

  /// Keys sorted, one per line, ended by a line feed.
  ///
  /// - Throws: `EncodingError` for a figure that is no number, which is a defect.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

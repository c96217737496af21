import BenchRecords
import ConvModel
import ConvPlanning
import Foundation

/// A file of ceilings: the one in the user's cache folder, or the one beside a run's results.
struct CeilingStore: Sendable {
  static let fileName = "ceilings.json"
  /// What replaces a file that is of no use, in one line.
  static let remedy = "lkbench doctor --calibrate measures them again"

  let path: String

  /// The file of this machine in the user's cache folder.
  ///
  /// Unlike plans, ceilings do not depend on the build; a machine whose instruction sets are limited has
  /// fewer, and a file of its own.
  static func cached(
    fingerprint: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    limit: InstructionSet? = Machine.current.limit
  ) -> CeilingStore {
    let folder = UserCache.folder(environment: environment)
    let name = "ceilings-\(fingerprint)\(limit.map { "-\($0)" } ?? "").json"
    return CeilingStore(path: folder.appending(path: name).path)
  }

  /// The file of a results folder.
  static func of(folder: String) -> CeilingStore {
    CeilingStore(path: "\(folder)/\(fileName)")
  }

  /// The ceilings of the machine with this fingerprint; `nil` where there is no file.
  ///
  /// - Throws: `DamagedCeilings`.
  func load(fingerprint: String) throws(DamagedCeilings) -> CeilingTable? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    struct Version: Decodable { let schema: Int }
    let table: CeilingTable
    do {
      let data = try Data(contentsOf: URL(filePath: path))
      let version = try JSONDecoder().decode(Version.self, from: data).schema
      guard version == CeilingTable.version else {
        throw DamagedCeilings(path: path, reason: "its version is \(version)")
      }
      table = try JSONDecoder().decode(CeilingTable.self, from: data)
    } catch let error as DamagedCeilings {
      throw error
    } catch is DecodingError {
      throw DamagedCeilings(path: path, reason: "it does not hold ceilings")
    } catch {
      throw DamagedCeilings(path: path, reason: "it cannot be read")
    }
    guard table.machineFingerprint == fingerprint else {
      throw DamagedCeilings(path: path, reason: "it is of another machine")
    }
    return table
  }

  /// The ceilings, or `nil` with one line of warning about a file that is of no use.
  func load(
    fingerprint: String, remedy: String = CeilingStore.remedy, warn: (String) -> Void
  ) -> CeilingTable? {
    do throws(DamagedCeilings) {
      return try load(fingerprint: fingerprint)
    } catch {
      warn("warning: \(error): \(remedy)")
      return nil
    }
  }

  /// Measures `machine`, which must be this one, and keeps the figures; those of a debug build are not kept.
  ///
  /// - Throws: what `save` and `CeilingMeasurement.ofThisMachine` throw.
  func calibrate(_ machine: MachineDescription) throws -> CeilingTable {
    let measured = try CeilingMeasurement.ofThisMachine(machine)
    if !BuildDescription.isDebug { try save(measured) }
    return measured
  }

  /// Replaces the file in one step, its folder made if missing.
  ///
  /// - Throws: `RecordError.fileOperation`; `EncodingError` for a figure that is no number.
  func save(_ table: CeilingTable) throws {
    let json = try table.json()
    try FileSystem.makeFolder(URL(filePath: path).deletingLastPathComponent().path)
    try FileSystem.replace(path, with: json.utf8)
  }
}

/// A file of ceilings that is of no use, and why.
struct DamagedCeilings: Error, Hashable, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String { "the ceilings in \(path) are not used, \(reason)" }
}

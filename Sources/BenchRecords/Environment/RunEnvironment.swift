import Foundation

/// The content of `environment.json`: where a run comes from and everything needed to repeat it.
///
/// Holds no host name and no user name; `details` and `commandLine` are the caller's words.
package struct RunEnvironment: Codable, Hashable, Sendable {
  /// Version of the layout of this file, the same number as that of the tables.
  package private(set) var schema = RecordSchema.version
  package var runID: String
  package var suite: String
  /// Start of the run in UTC, as in the folder's name.
  package var startedAt: String
  /// Tells whether two runs may go on in one folder: a digest of the whole selection, the same for
  /// every shard of it.
  package var selectionDigest: String
  package var commandLine: [String]
  /// Every case of the whole selection in order, over all shards; merging goes by it.
  package var cases: [String]?
  /// `machine.shortName` and `machine.fingerprint` when the run started.
  package var machineName: String
  package var machineFingerprint: String
  package var machine: MachineDescription
  package var system: SystemDescription
  /// Versions, options, seed, pinning: keys in snake case.
  package var details: [String: String]
  /// The environments of all parts, for a run that was resumed or merged.
  package var parts: [RunEnvironment]?

  enum CodingKeys: String, CodingKey {
    case schema
    case runID = "run_id"
    case suite
    case startedAt = "started_at"
    case selectionDigest = "selection_digest"
    case commandLine = "command_line"
    case cases
    case machineName = "machine_name"
    case machineFingerprint = "machine_fingerprint"
    case machine
    case system
    case details
    case parts
  }

  package init(
    runID: String, suite: String, startedAt: String, selectionDigest: String,
    commandLine: [String], cases: [String]? = nil, machine: MachineDescription,
    system: SystemDescription, details: [String: String] = [:]
  ) {
    self.runID = runID
    self.suite = suite
    self.startedAt = startedAt
    self.selectionDigest = selectionDigest
    self.commandLine = commandLine
    self.cases = cases
    machineName = machine.shortName
    machineFingerprint = machine.fingerprint
    self.machine = machine
    self.system = system
    self.details = details
  }

  /// This environment after another process went on with the run.
  func resumed(by later: RunEnvironment) -> RunEnvironment {
    var whole = self
    whole.parts = allParts + later.allParts
    return whole
  }

  /// The environment of a folder joined from `parts`, otherwise like this one.
  func merged(runID: String, parts: [RunEnvironment]) -> RunEnvironment {
    var whole = self
    whole.runID = runID
    whole.cases = parts.lazy.compactMap(\.cases).first
    whole.parts = parts.flatMap(\.allParts)
    return whole
  }

  /// The parts, or the environment itself if it has none; without the list of cases.
  private var allParts: [RunEnvironment] {
    if let parts { return parts }
    var single = self
    single.cases = nil
    return [single]
  }
}

extension RunEnvironment {
  static func path(folder: String) -> String { folder + "/environment.json" }

  /// Reads `environment.json` of a results folder.
  ///
  /// Throws `fileOperation`, `damaged`, or `unknownSchema` for the file of another version.
  package static func read(folder: String) throws(RecordError) -> RunEnvironment {
    let path = path(folder: folder)
    let data = Data(try FileSystem.read(path))
    struct Version: Decodable { let schema: Int }
    do {
      let version = try JSONDecoder().decode(Version.self, from: data)
      guard version.schema == RecordSchema.version else {
        throw RecordError.unknownSchema(path: path, found: String(version.schema))
      }
      return try JSONDecoder().decode(RunEnvironment.self, from: data)
    } catch let error as RecordError {
      throw error
    } catch let error as DecodingError {
      throw .damaged(path: path, line: nil, what: Self.reason(error))
    } catch {
      throw .damaged(path: path, line: nil, what: "it is not JSON")
    }
  }

  /// Writes `environment.json` and `command.txt`, each in one step.
  func write(folder: String) throws(RecordError) {
    let commands = allParts.map { ShellText.line($0.commandLine) + "\n" }
    try FileSystem.replace(Self.path(folder: folder), with: json.utf8)
    try FileSystem.replace(folder + "/command.txt", with: commands.joined().utf8)
  }

  /// The file's text: keys sorted, one per line, ended by a line feed.
  package var json: String {
    JSONText.document(self) { encoder in
      // Infinities come only from a file of the system that holds one; they are not measurements.
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    }
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "it has no '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has the wrong type"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "it is not JSON" : "\(context.codingPath.map(\.stringValue)): \(context.debugDescription)"
    @unknown default: "\(error)"
    }
  }
}

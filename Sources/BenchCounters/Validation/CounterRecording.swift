import BenchModel
package import Foundation

/// Readings of a machine whose counters were found to be right, as a file for tests.
package struct CounterRecording: Codable, Hashable, Sendable {
  /// Of this layout.
  package static let currentVersion = 1

  package let version: Int
  package let microArchitecture: String
  package let machine: Machine
  package let loops: [Loop]

  /// Where the counts come from.
  package struct Machine: Codable, Hashable, Sendable {
    package let processor: String
    package let kernel: String
    package let papi: String
    package let libpfm: String

    package init(processor: String, kernel: String, papi: String, libpfm: String) {
      self.processor = processor
      self.kernel = kernel
      self.papi = papi
      self.libpfm = libpfm
    }
  }

  /// A loop and what its run read.
  package struct Loop: Codable, Hashable, Sendable {
    package let name: String
    /// By `KnownEvent`.
    package let known: [String: Int]
    package let chainCycles: Int?
    package let events: [String: Int64]

    enum CodingKeys: String, CodingKey {
      case name
      case known
      case chainCycles = "chain_cycles"
      case events
    }

    init(_ loop: KnownLoop, events: [String: Double]) {
      name = loop.name
      known = Dictionary(uniqueKeysWithValues: loop.known.map { ($0.key.rawValue, $0.value) })
      chainCycles = loop.chainCycles
      self.events = events.compactMapValues { Int64(exactly: $0) }
    }

    /// The loop as far as counts are judged by it; it runs nothing.
    package var knownLoop: KnownLoop {
      let known = self.known.compactMap { name, count in
        KnownEvent(rawValue: name).map { ($0, count) }
      }
      return KnownLoop(
        name: name, known: Dictionary(uniqueKeysWithValues: known), chainCycles: chainCycles)
    }
  }

  enum CodingKeys: String, CodingKey {
    case version
    case microArchitecture = "micro_architecture"
    case machine
    case loops
  }

  package init(
    _ validation: CounterValidation, of microArchitecture: MicroArchitecture, machine: Machine
  ) {
    version = Self.currentVersion
    self.microArchitecture = microArchitecture.id
    self.machine = machine
    loops = validation.readings
  }

  /// The recording of a micro-architecture in `folder`; `nil` where there is none yet.
  ///
  /// - Throws: `CounterError.unreadableRecording`, which names the file.
  package static func read(_ id: String, in folder: URL) throws(CounterError) -> CounterRecording? {
    let file = folder.appending(path: "\(id).json")
    guard FileManager.default.fileExists(atPath: file.path()) else { return nil }
    let recording: CounterRecording
    do {
      recording = try JSONDecoder().decode(CounterRecording.self, from: Data(contentsOf: file))
    } catch {
      throw .unreadableRecording(path: file.path(), problem: OneLine.text("\(error)", limit: 400))
    }
    guard recording.version == currentVersion, recording.microArchitecture == id else {
      throw .unreadableRecording(
        path: file.path(),
        problem: "it is version \(recording.version) of \(recording.microArchitecture),"
          + " not version \(currentVersion) of \(id)")
    }
    return recording
  }

  /// Keys sorted, one per line, ended by a line feed.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Counts of all loops together, as of one piece of work.
  package var total: [String: Int64] {
    loops.reduce(into: [:]) { total, loop in
      total.merge(loop.events, uniquingKeysWith: +)
    }
  }
}

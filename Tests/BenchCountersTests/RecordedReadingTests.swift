import BenchCounters
import BenchModel
import Foundation
import TestSupport
import Testing

/// Recordings of machines whose counters `scripts/check-counters.sh` found right.
@Suite("Recorded readings")
struct RecordedReadingTests {
  /// What the tables of today make of recorded counts, judged again by the known work.
  private func validations(_ recording: CounterRecording) throws -> [CounterValidation] {
    let machine = try #require(
      (MicroArchitecture.all + [.generic]).first { $0.id == recording.microArchitecture })
    let groups = try CounterGroup.all(below: shippedGroups, for: machine).filter(\.countsHardware)
    return try recording.loops.map { loop in
      let source = ScriptedCounters(counts: loop.events.mapValues { $0 })
      let pass = try CounterPass(groups: groups, sources: [source], knownWork: {})
      return CounterValidation(pass, over: [loop.knownLoop])
    }
  }

  @Test("of every machine are still the known work by the tables of today")
  func recorded() throws {
    for id in MicroArchitecture.all.map(\.id) + [MicroArchitecture.generic.id] {
      guard let recording = try CounterRecording.read(id, in: MachineReadings.recordings) else {
        continue
      }
      let validations = try validations(recording)
      #expect(validations.flatMap(\.failures).map(\.line) == [], "\(id)")
      #expect(validations.flatMap(\.findings).contains { $0.verdict == .right })
    }
  }

  /// Written by a scripted processor into a folder of its own.
  private func withRecording(
    _ id: String = "zen5", _ body: (CounterRecording, URL) throws -> Void
  ) throws {
    let machine = try #require(MicroArchitecture.all.first { $0.id == id })
    let groups = try CounterGroup.all(below: shippedGroups, for: machine).filter(\.countsHardware)
    let processor = try #require(ScriptedProcessor.byMachine[id])
    let pass = try CounterPass(groups: groups, sources: [processor], knownWork: {})
    let loops = KnownLoop.all(level: 4, lines: 1 << 16).loops.map(processor.watching)
    let recording = CounterRecording(
      CounterValidation(pass, over: loops), of: machine,
      machine: .init(processor: "p", kernel: "k", papi: "7", libpfm: "4.13"))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try recording.json().write(to: folder.appending(path: "\(id).json"))
    try body(recording, folder)
  }

  @Test("read back as they were written, and take the place of constructed ones")
  func roundTrip() throws {
    try withRecording("skylake-x") { recording, folder in
      #expect(try CounterRecording.read("skylake-x", in: folder) == recording)
      #expect(try CounterRecording.read("zen4", in: folder) == nil)
      let readings = try #require(try MachineReadings.of("skylake-x", recordings: folder))
      #expect(readings.origin == .recorded && readings.description == "skylake-x, recorded")
      let branches = recording.loops.compactMap { $0.events["perf::BRANCHES"] }
      #expect(branches.count > 5 && readings.counts["perf::BRANCHES"] == branches.reduce(0, +))
      #expect(try MachineReadings.of("zen4", recordings: folder)?.origin == .constructed)
      #expect(try MachineReadings.of("zen2", recordings: folder) == nil)
    }
  }

  @Test("are judged again: a wrong event in a table, or a wrong count, shows")
  func judged() throws {
    try withRecording { recording, folder in
      #expect(try validations(recording).flatMap(\.failures).isEmpty)
      let file = folder.appending(path: "zen5.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      // As if the table had named the events of loads and stores the wrong way round.
      let swapped = text.replacing("r0529", with: "r????").replacing("r0629", with: "r0529")
        .replacing("r????", with: "r0629")
      try swapped.write(to: file, atomically: false, encoding: .utf8)
      let wrong = try #require(try CounterRecording.read("zen5", in: folder))
      #expect(
        Set(try validations(wrong).flatMap(\.failures).map(\.metric)) == [
          "papi_loads", "papi_stores",
        ])
    }
  }

  @Test("that are damaged, of another layout or of another machine are an error, not absent")
  func damaged() throws {
    try withRecording { _, folder in
      let file = folder.appending(path: "zen5.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      for (content, problem) in [
        ("{", "cannot read recorded readings"),
        (
          text.replacing("\"version\" : 1", with: "\"version\" : 9"),
          "it is version 9 of zen5, not version 1 of zen5"
        ),
        (text.replacing("\"zen5\"", with: "\"zen3\""), "of zen3, not version 1 of zen5"),
      ] {
        try content.write(to: file, atomically: false, encoding: .utf8)
        let error = #expect(throws: CounterError.self) {
          try CounterRecording.read("zen5", in: folder)
        }
        #expect(error?.description.hasPrefix(file.path(percentEncoded: false)) == true)
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
      }
    }
  }
}

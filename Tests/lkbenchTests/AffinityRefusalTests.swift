import ArgumentParser
import BenchHarness
import BenchReports
import ConvPlanning
import Foundation
import Testing

@testable import lkbench

/// A thread whose system refuses one thing; it pins nothing.
private struct RefusingAffinity: ThreadAffinity {
  enum Refused { case pinning, restoring, nothing }

  static let refusal = HarnessError.affinityRefused(errno: 1)

  let refused: Refused
  var allowedCPUs = [0, 1]

  func pin(_ pinning: Pinning) throws(HarnessError) -> Int? {
    if refused == .pinning { throw Self.refusal }
    return try pinning.chosenCPU(among: allowedCPUs)
  }

  func restore() throws(HarnessError) {
    if refused == .restoring { throw Self.refusal }
  }

  /// As whoever pins asks for it.
  static func make(
    _ refused: Refused
  ) -> () throws(HarnessError) -> any ThreadAffinity {
    { () throws(HarnessError) in RefusingAffinity(refused: refused) }
  }

  /// A system that does not even tell its CPUs.
  static func silent() throws(HarnessError) -> any ThreadAffinity { throw refusal }
}

@Suite("A system that refuses to pin")
struct AffinityRefusalTests {
  private static let note =
    "not pinned, so that the figures are those of a thread that moves: "
    + RefusingAffinity.refusal.description
  private static let quiet = Terminal(errorIsTerminal: false)

  @Test("the refusal is kept, and what is known of the CPUs with it")
  func thread() throws {
    let pinned = PinnedThread(.auto, affinity: RefusingAffinity.make(.nothing))
    #expect(pinned.cpu == 1 && pinned.allowedCPUs == [0, 1] && pinned.warning == nil)
    let refused = PinnedThread(.auto, affinity: RefusingAffinity.make(.pinning))
    #expect(refused.cpu == nil && refused.allowedCPUs == [0, 1] && refused.warning == Self.note)
    let silent = PinnedThread(.auto, affinity: RefusingAffinity.silent)
    #expect(silent.cpu == nil && silent.allowedCPUs.isEmpty && silent.warning == Self.note)
    let absent = PinnedThread(.cpu(7), affinity: RefusingAffinity.make(.nothing))
    #expect(absent.refusal == .cpuNotAllowed(7, allowed: [0, 1]))
    #expect(throws: RefusingAffinity.refusal) {
      try PinnedThread(.auto, affinity: RefusingAffinity.make(.restoring)).restore()
    }
    try refused.restore()
    try silent.restore()
  }

  @Test("a run that is not pinned says so in its environment; one that was told where is an error")
  func run() throws {
    var settings = try MeasurementOptions.parse([]).settings(seed: 1)
    let place = try settings.pin(Self.quiet, affinity: RefusingAffinity.make(.pinning))
    #expect(place.cpu == nil && place.cpus == [1, 0] && place.warning == Self.note)
    let details = RunDetails(
      settings: settings, counters: "off", shard: nil, clock: MonotonicClock(),
      ceilings: try MachineCeilings(
        [], clock: MonotonicClock(), noise: SystemNoiseSource(), seed: 0),
      place: place, revision: .failure(SourceRevision.Absence(reason: "no git here"))
    ).dictionary
    #expect(details["pinning_refused"] == Self.note && details["pinned_cpu"] == nil)
    #expect(details["git_absent"] == "no git here" && details["git_commit"] == nil)
    settings.pinning = .cpu(0)
    #expect(throws: RefusingAffinity.refusal) {
      try settings.pin(Self.quiet, affinity: RefusingAffinity.make(.pinning))
    }
    let pinned = try settings.pin(Self.quiet, affinity: RefusingAffinity.make(.nothing))
    #expect(pinned.cpu == 0 && pinned.warning == nil)
    for pinning in [Pinning.auto, .off] {
      settings.pinning = pinning
      #expect(throws: RefusingAffinity.refusal) {
        try settings.pin(Self.quiet, affinity: RefusingAffinity.silent)
      }
    }
  }

  @Test("ceilings of a thread that moves have a note; a thread that stays pinned is an error")
  func ceilings() throws {
    var options = CeilingMeasurement.standardOptions
    options.repetitions = 1
    options.minimumSampleNanoseconds = 1
    options.warmUpNanoseconds = 1
    func notes(
      _ affinity: () throws(HarnessError) -> any ThreadAffinity
    ) throws -> [String] {
      try CeilingMeasurement.ofThisMachine(smallMachine(), options: options, affinity: affinity)
        .notes
    }
    #expect(try notes(RefusingAffinity.make(.pinning)) == [Self.note])
    #expect(try notes(RefusingAffinity.silent).prefix(2).first == Self.note)
    #expect(try notes(RefusingAffinity.silent).last?.contains("one thread alone") == true)
    #expect(throws: RefusingAffinity.refusal) {
      _ = try notes { () throws(HarnessError) in
        RefusingAffinity(refused: .restoring, allowedCPUs: [0])
      }
    }
  }

  @Test("doctor reports it, in a section of its own and in JSON")
  func doctor() throws {
    let report = DoctorReport(affinity: RefusingAffinity.make(.pinning))
    #expect(report.warnings == [Self.note])
    #expect(report.text.hasSuffix("\nwarnings\n  \(Self.note)\n"))
    #expect(try report.json().contains("\"warnings\" : ["))
    #expect(!report.peaks.isEmpty && report.noise != nil)
  }

  @Test("a gate that cannot give its workers their CPU ends; one that cannot leave it says so")
  func gate() throws {
    let alignment = GateAlignment(input: 0, output: 0)
    let stuck = try WorkerSides(
      base: "/bin/true", head: "/bin/true", pinning: .auto,
      affinity: RefusingAffinity.make(.restoring))
    let error = #expect(throws: GateError.self) { try stuck.open(.base, alignment: alignment) }
    #expect(error == .gateUnable(RefusingAffinity.refusal.description))
    #expect(error?.exitStatus == .failed)
    #expect(throws: GateError.self) { try stuck.leave() }

    let beside = try WorkerSides(
      base: "/bin/true", head: "/bin/true", pinning: .auto,
      affinity: RefusingAffinity.make(.pinning))
    for _ in 0..<2 {
      #expect(throws: GateError.self) { try beside.open(.base, alignment: alignment) }
    }
    #expect(beside.warnings.count == 1)
    #expect(beside.warnings.first?.hasPrefix("the gate itself may run on the workers' CPU") == true)
    let figures = PairedTimeLayer.warnings(beside.warnings, Self.quiet)
    #expect(figures.map(\.key) == ["warning_1"] && figures[0].text == beside.warnings[0])
    #expect(throws: RefusingAffinity.refusal) {
      _ = try WorkerSides(
        base: "", head: "", pinning: .auto, affinity: RefusingAffinity.silent)
    }
  }
}

import BenchHarness
import BenchRecords
import ConvModel
import ConvPlanning
import Foundation
import Testing

@testable import lkbench

@Suite("lkbench doctor", .serialized)
struct DoctorCommandTests {
  @Test("reports every section and succeeds whatever is missing")
  func text() throws {
    let tool = try ToolFixture()
    let result = try tool.call(["doctor"])
    #expect(result.status == 0, "\(result.errors)")
    let titles = [
      "machine", "system", "instruction sets", "noise", "counters", "libraries", "clock and build",
      "FMA peak of one core",
    ]
    let lines = result.output.split(separator: "\n").map(String.init)
    for title in titles { #expect(lines.contains(title)) }
    #expect(result.output.contains("portable: available"))
    #expect(result.output.contains("papi_page_faults"))
  }

  @Test("its JSON reads back as the report")
  func json() throws {
    let tool = try ToolFixture()
    let result = try tool.call(["doctor", "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let report = try JSONDecoder().decode(DoctorReport.self, from: Data(result.output.utf8))
    #expect(report.instructionSets.map(\.name) == ["portable", "avx2", "avx512"])
    #expect(report.peaks.count == Machine.current.instructionSets.count)
    #expect(report.peaks.allSatisfy { $0.gigaflops > 0 })
    #expect(report.counters.metrics.contains { $0.key == "rusage_minor_page_faults" })
    for metric in report.counters.metrics where metric.status != "available" {
      #expect(metric.reason?.isEmpty == false && metric.remedy?.isEmpty == false)
    }
  }

  @Test("an instruction set says which flags the CPU lacks, or that the system holds it back")
  func instructionSets() {
    let machine = Machine(instructionSets: [.portable])
    let flags = "avx avx2 bmi1 bmi2 f16c fma movbe avx512f avx512dq avx512cd"
    let reports = InstructionSetReport.all(machine: machine, cpuinfo: "flags\t\t: fpu \(flags)\n")
    #expect(
      reports.map(\.line) == [
        "portable: available", "avx2: the operating system does not save its registers",
        "avx512: the CPU has no avx512bw, avx512vl",
      ])
  }

  @Test("an instruction set that the user hides says so, one that the CPU lacks says that")
  func hiddenSets() {
    let machine = Machine(level: 4, limit: .portable)
    let flags = "avx avx2 bmi1 bmi2 f16c fma movbe avx512f avx512dq avx512cd"
    let reports = InstructionSetReport.all(machine: machine, cpuinfo: "flags : \(flags)\n")
    #expect(
      reports.map(\.line) == [
        "portable: available", "avx2: hidden by LKB_ISA_LIMIT=portable",
        "avx512: the CPU has no avx512bw, avx512vl",
      ])
  }

  @Test("the noise score comes with plain words", arguments: NoiseLevel.allCases)
  func noise(level: NoiseLevel) {
    let floors: [NoiseLevel: Double] = [.quiet: 0.001, .usable: 0.03, .noisy: 0.2]
    let score = NoiseScore(
      medianSpread: 0, relativeDeviation: 0, noiseFloor: floors[level] ?? 0, stealShare: nil,
      preemptedSamples: nil, samples: 40)
    let report = NoiseReport(score)
    #expect(report.level == level && report.lines.count == 2)
    #expect(report.lines[0].hasPrefix("\(level.rawValue): "))
  }
}

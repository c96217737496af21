import BenchCounters
import BenchHarness
import BenchRecords
import ConvModel
import ConvPlanning
import Foundation

/// The state of this machine as far as it matters to measurements; the content of `doctor --json`.
struct DoctorReport: Codable {
  struct Clock: Codable {
    let name: String
    let resolutionNanoseconds: Double
    let overheadNanoseconds: Double

    enum CodingKeys: String, CodingKey {
      case name
      case resolutionNanoseconds = "resolution_ns"
      case overheadNanoseconds = "overhead_ns"
    }
  }

  struct Peak: Codable {
    let instructionSet: String
    let gigaflops: Double

    enum CodingKeys: String, CodingKey {
      case instructionSet = "instruction_set"
      case gigaflops = "gflops"
    }
  }

  let build: [String: String]
  let machine: MachineDescription
  let system: SystemDescription
  let machineFingerprint: String
  let instructionSets: [InstructionSetReport]
  /// `nil` where the measurement was interrupted or refused.
  let noise: NoiseReport?
  let counters: CounterSection
  let openBLAS: String
  let oneDNN: String
  let fftw: String
  let clock: Clock
  let peaks: [Peak]
  /// Of `doctor --calibrate`, now or before; `nil` where this machine was never measured.
  let ceilings: CeilingTable?
  /// What was not measured as it should have been, and why; one line each.
  let warnings: [String]

  enum CodingKeys: String, CodingKey {
    case build
    case machine
    case system
    case machineFingerprint = "machine_fingerprint"
    case instructionSets = "instruction_sets"
    case noise
    case counters
    case openBLAS = "openblas"
    case oneDNN = "onednn"
    case fftw
    case clock
    case peaks = "fma_peaks"
    case ceilings
    case warnings
  }

  /// Looks and measures, about a second; what is missing is reported and never thrown.
  init(
    project: ProjectFolder = .current, files: SystemFiles = .live, machine: Machine = .current,
    ceilings: CeilingTable? = nil, isInterrupted: () -> Bool = { false },
    affinity: () throws(HarnessError) -> any ThreadAffinity = PinnedThread.system
  ) {
    self.ceilings = ceilings
    let description = MachineDescription(files)
    self.machine = description
    machineFingerprint = description.fingerprint
    system = SystemDescription(files)
    build = [
      "configuration": BuildDescription.configuration,
      "swift_compiler": BuildDescription.swiftVersion,
    ]
    instructionSets = InstructionSetReport.all(
      machine: machine, cpuinfo: files.text("/proc/cpuinfo") ?? "")
    let libraries = Dictionary(
      uniqueKeysWithValues: PeerLibraries.all.map { ($0.key, $0.state) })
    openBLAS = libraries["openblas"] ?? ""
    oneDNN = libraries["onednn"] ?? ""
    fftw = libraries["fftw"] ?? ""
    let monotonic = MonotonicClock()
    clock = Clock(
      name: "CLOCK_MONOTONIC_RAW", resolutionNanoseconds: monotonic.resolutionNanoseconds,
      overheadNanoseconds: monotonic.overheadNanoseconds)

    // As `run` does.
    let thread = PinnedThread(.auto, affinity: affinity)
    var warnings = [thread.warning].compactMap(\.self)
    counters = CounterSection(project)
    let evidence = SystemNoiseSource()
    do throws(HarnessError) {
      let probe = NoiseProbe(clock: monotonic, noise: evidence)
      noise = try probe.measure(isInterrupted: isInterrupted).map(NoiseReport.init)
    } catch {
      noise = nil
      warnings.append("the noise was not measured: \(error)")
    }
    do throws(HarnessError) {
      peaks = try MachineCeilings(
        machine.instructionSets, clock: monotonic, noise: evidence, seed: 0,
        isInterrupted: isInterrupted
      ).peaks.map { Peak(instructionSet: $0.instructionSet.rawValue, gigaflops: $0.gigaflops) }
    } catch {
      peaks = []
      warnings.append("the FMA peaks were not measured: \(error)")
    }
    do throws(HarnessError) { try thread.restore() } catch {
      warnings.append("the thread stayed pinned: \(error)")
    }
    self.warnings = warnings
  }

  /// Keys sorted, one per line, ended by a line feed.
  ///
  /// - Throws: `EncodingError` for a figure that is no number, which is a defect.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

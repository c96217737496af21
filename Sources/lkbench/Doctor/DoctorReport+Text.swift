import BenchRecords
import BenchReports

extension DoctorReport {
  /// The report for people: titles and indented lines.
  var text: String {
    var sections: [(title: String, lines: [String])] = [
      ("machine", machineLines), ("system", systemLines),
      ("instruction sets", instructionSets.map(\.line)),
      ("noise", noise?.lines ?? ["not measured"]), ("counters", counters.lines),
      ("libraries", ["OpenBLAS: \(openBLAS)", "oneDNN: \(oneDNN)", "FFTW: \(fftw)"]),
      ("clock and build", clockLines), ("FMA peak of one core", peakLines),
      ("ceilings", ceilings?.lines ?? CeilingTable.absentLines),
    ]
    if !warnings.isEmpty { sections.append(("warnings", warnings)) }
    return sections.map { section in
      "\(section.title)\n" + section.lines.map { "  \($0)\n" }.joined()
    }.joined(separator: "\n")
  }

  private var machineLines: [String] {
    var lines = ["model: \(machine.modelName ?? Self.unknown)"]
    let numbers = [machine.family, machine.model, machine.stepping].map {
      $0.map(String.init) ?? "?"
    }
    lines.append("family, model, stepping: \(numbers.joined(separator: ", "))")
    lines.append("processors: \(machine.processorsOnline.map(String.init) ?? Self.unknown)")
    if let smt = machine.isSMTActive { lines.append("two threads per core: \(Self.word(smt))") }
    for cache in machine.caches ?? [] where cache.kind != "Instruction" {
      lines.append("L\(cache.level) cache: \(cache.bytes >> 10) KiB")
    }
    if let bytes = machine.memoryBytes { lines.append("memory: \(bytes >> 20) MiB") }
    let hypervisor = machine.isVirtual.map { $0 ? "yes, this is a virtual machine" : "no" }
    lines.append("hypervisor: \(hypervisor ?? Self.unknown)")
    lines.append("fingerprint: \(machineFingerprint)")
    return lines
  }

  private var systemLines: [String] {
    var lines = ["kernel: \(system.kernelRelease ?? Self.unknown)"]
    if let name = system.distribution { lines.append("distribution: \(name)") }
    lines.append("frequency governor: \(system.governor ?? "none to see, as in virtual machines")")
    if let boost = system.isBoostEnabled { lines.append("boost: \(Self.word(boost))") }
    lines.append("transparent huge pages: \(system.transparentHugePages ?? Self.unknown)")
    let randomization = system.addressRandomization.map {
      $0 == 0 ? "off: one memory layout is measured over and over" : "on"
    }
    lines.append("address randomisation (ASLR): \(randomization ?? Self.unknown)")
    if let source = system.clockSource { lines.append("clock source: \(source)") }
    if let load = system.loadAverages?.first { lines.append("load average: \(load)") }
    if let pressure = system.processorPressure10s {
      lines.append("tasks waited for a processor: \(pressure) % of the last 10 s")
    }
    if let allowed = system.processorsAllowed { lines.append("processors allowed: \(allowed)") }
    if let limit = system.cgroupProcessorLimit {
      lines.append("processor limit of the control group: \(limit)")
    }
    return lines
  }

  private var clockLines: [String] {
    [
      "\(clock.name): resolution \(NumberText.time(nanoseconds: clock.resolutionNanoseconds)), "
        + "\(NumberText.time(nanoseconds: clock.overheadNanoseconds)) per reading",
      "build: \(build["configuration"] ?? Self.unknown), "
        + "Swift \(build["swift_compiler"] ?? Self.unknown)",
    ]
  }

  private var peakLines: [String] {
    peaks.map { "\($0.instructionSet): \(NumberText.significant($0.gigaflops)) GFLOP/s" }
  }

  private static var unknown: String { "unknown" }

  private static func word(_ isOn: Bool) -> String { isOn ? "on" : "off" }
}

import BenchCounters
import BenchReports

/// A titled table of a profile.
struct ProfileSection {
  let title: String
  /// How to read it, in one line; `nil` where that is plain.
  var note: String?
  let table: TextTable
}

extension Profile {
  /// Every table that has something to show.
  var sections: [ProfileSection] {
    [times, conditions, phases, instructions, mixes, loops, counters].filter {
      !$0.table.rows.isEmpty
    }
  }

  private func name(_ algorithm: AlgorithmProfile) -> TextTable.Entry {
    .init(algorithm.name(amongForms: formCount))
  }

  private static func column(_ titles: String...) -> [TextTable.Column] {
    [.init("algorithm", .left)] + titles.map { .init($0, .right) }
  }

  private static func entry(_ value: Double?, _ text: (Double) -> String) -> TextTable.Entry {
    .init(value.map(text) ?? "")
  }

  private static func rate(_ value: Double?) -> TextTable.Entry {
    entry(value, NumberText.significant)
  }

  private static func share(_ value: Double?) -> TextTable.Entry {
    entry(value, ProfileReading.percent)
  }

  private var times: ProfileSection {
    var table = TextTable(
      columns: Self.column(
        "time", "±", "useful GFLOP/s", "nominal", "executed", "executed of peak", "useful of roof",
        "of bandwidth", "prepare", "workspace"))
    for algorithm in algorithms {
      guard let time = algorithm.time else { continue }
      let half = (time.highNS - time.lowNS) / 2 / time.medianNS
      let rates = algorithm.rates
      table.append([
        name(algorithm), .init(NumberText.time(nanoseconds: time.medianNS)),
        .init(NumberText.shortPercent(half)), Self.rate(rates?.usefulGflops),
        Self.rate(rates?.nominalGflops), Self.rate(rates?.executedGflops),
        Self.share(rates?.executedOfPeak), Self.share(rates?.usefulOfRoof),
        Self.share(rates?.bandwidthShare),
        Self.entry(algorithm.work.prepareNS) { NumberText.time(nanoseconds: $0) },
        .init(algorithm.work.workspaceBytes.map(ProfileReading.bytes) ?? ""),
      ])
    }
    return ProfileSection(
      title: "Time and rates",
      note: "warm, one thread; GFLOP/s counts 2 operations per MAC; peak, roof and bandwidth were "
        + "measured on this machine", table: table)
  }

  private var conditions: ProfileSection {
    let policies = algorithms.flatMap { $0.cold.map(\.cache) }.uniqued()
    let counts = algorithms.flatMap { $0.threads.map(\.threads) }.uniqued().sorted()
    var table = TextTable(
      columns: [.init("algorithm", .left)] + policies.map { .init($0, .right) }
        + counts.map { .init("\($0) threads", .right) })
    for algorithm in algorithms where !(algorithm.cold.isEmpty && algorithm.threads.isEmpty) {
      let cold = policies.map { policy in
        Self.entry(algorithm.cold.first { $0.cache == policy }?.overWarm) {
          NumberText.significant($0) + " ×"
        }
      }
      let scaling = counts.map { count in
        Self.entry(algorithm.threads.first { $0.threads == count }?.speedup) {
          NumberText.significant($0) + " ×"
        }
      }
      table.append([name(algorithm)] + cold + scaling)
    }
    return ProfileSection(
      title: "Cold caches and threads",
      note: "cold: time over the warm one; threads: how many times as fast as one", table: table)
  }

  private var phases: ProfileSection {
    let stages = Set(algorithms.flatMap { $0.phases.map(\.stage) }).count
    var table = TextTable(columns: [
      .init("algorithm", .left), .init(stages > 1 ? "stage, phase" : "phase", .left),
      .init("time", .right), .init("share", .right),
    ])
    for algorithm in algorithms where algorithm.phases.count > 1 {
      for (index, phase) in algorithm.phases.enumerated() {
        let label = stages > 1 ? "\(phase.stage + 1): \(phase.phase)" : phase.phase
        table.append([
          index == 0 ? name(algorithm) : "", .init(label),
          .init(NumberText.time(nanoseconds: phase.phaseNS)), Self.share(phase.share),
        ])
      }
    }
    return ProfileSection(
      title: "Phases", note: "of kernels that work in several, by marks in runs of their own",
      table: table)
  }

  private var instructions: ProfileSection {
    var table = TextTable(
      columns: Self.column(
        "instructions", "per useful MAC", "per cycle", "loads", "stores", "branches",
        "L1 misses", "LL misses"))
    for algorithm in algorithms {
      guard let simulated = algorithm.simulated else { continue }
      table.append([
        name(algorithm), Self.entry(simulated.instructions, Self.count),
        Self.rate(simulated.instructionsPerUsefulMac), Self.rate(simulated.instructionsPerCycle),
        Self.entry(simulated.loads, Self.count), Self.entry(simulated.stores, Self.count),
        Self.entry(simulated.branches, Self.count),
        Self.entry(simulated.firstLevelMisses, Self.count),
        Self.entry(simulated.lastLevelMisses, Self.count),
      ])
    }
    return ProfileSection(
      title: "Simulated instructions of the AVX2 build, per call",
      note: "counted by a simulator with caches of its own, not on this CPU; per cycle: over the "
        + "cycles of the same build here", table: table)
  }

  /// Classes of instructions below it everywhere are not shown.
  private static var leastShare: Double { 0.001 }

  private var mixes: ProfileSection {
    let simulations = algorithms.compactMap(\.simulated)
    let classes = InstructionClass.allCases.map(\.title).filter { title in
      simulations.contains { $0.share(title) >= Self.leastShare }
    }
    var table = TextTable(
      columns: [.init("algorithm", .left)] + classes.map { .init($0, .right) }
        + [.init("most in", .left)])
    for algorithm in algorithms {
      guard let simulated = algorithm.simulated, !simulated.mix.isEmpty else { continue }
      let shares = classes.map { title in
        TextTable.Entry(NumberText.shortPercent(simulated.share(title)))
      }
      let function = simulated.functions.first.map {
        "\($0.name) (\(ProfileReading.percent($0.share)))"
      }
      table.append([name(algorithm)] + shares + [.init(function ?? "")])
    }
    return ProfileSection(
      title: "Instruction mix of the AVX2 build, as executed", table: table)
  }

  private var loops: ProfileSection {
    var table = TextTable(
      columns: [.init("algorithm", .left), .init("function", .left)]
        + [
          "of all", "instructions", "arithmetic", "FMA operations", "loads", "stores", "shuffles",
          "spills",
        ].map { .init($0, .right) })
    for algorithm in algorithms {
      for (index, loop) in (algorithm.simulated?.hotLoops ?? []).enumerated() {
        let numbers = [
          loop.instructions, loop.arithmetic, loop.fusedOperations, loop.loads, loop.stores,
          loop.shuffles, loop.spills,
        ]
        table.append(
          [index == 0 ? name(algorithm) : "", .init(loop.function), Self.share(loop.share)]
            + numbers.map { .init("\($0)") })
      }
    }
    return ProfileSection(
      title: "Hot loop, instructions per iteration",
      note: "of the AVX2 build as executed; below it the loop of the measured build, where that is "
        + "another one; loads include those folded into arithmetic", table: table)
  }

  private var counters: ProfileSection {
    let measured = algorithms.filter { $0.time != nil }
    let keys = measured.flatMap { $0.counters.filter { $0.value != nil }.map(\.key) }.uniqued()
    var table = TextTable(
      columns: [.init("counter per call", .left)]
        + measured.map {
          .init($0.name(amongForms: formCount), .right)
        })
    for key in keys {
      let values = measured.map { algorithm -> TextTable.Entry in
        guard let counter = algorithm.counters.first(where: { $0.key == key }),
          let value = counter.value
        else { return "" }
        return .init(Self.count(value) + (counter.status == "ok" ? "" : " (\(counter.status))"))
      }
      table.append([.init(key)] + values)
    }
    return ProfileSection(title: "Counters", table: keys.isEmpty ? TextTable(columns: []) : table)
  }

  /// Three digits with a power of a thousand: `1.23 M`.
  static func count(_ value: Double) -> String {
    let units = ["", " k", " M", " G", " T"]
    var (scaled, unit) = (value, 0)
    while abs(scaled) >= 999.5, unit + 1 < units.count {
      scaled /= 1000
      unit += 1
    }
    return NumberText.significant(scaled) + units[unit]
  }
}

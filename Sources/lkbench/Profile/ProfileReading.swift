import BenchCounters
import BenchReports

/// Says in plain words what bounds an algorithm, with the figures that it says so by.
struct ProfileReading {
  /// Share of the multiply-add peak from which on arithmetic is the limit: better than that is rare.
  private static let fullArithmetic = 0.75
  /// Share of a level's bandwidth from which on it is the limit.
  private static let fullBandwidth = 0.6
  /// Instructions per cycle from which on issuing them is the limit, and below which they wait.
  private static let fullIssue = 3.0
  private static let waiting = 1.5
  /// Differences below are not worth a sentence.
  private static let notable = 1.1

  let profile: AlgorithmProfile

  /// One sentence per finding, the limit first; empty for what was not measured.
  var sentences: [String] {
    guard let time = profile.time, let rates = profile.rates else { return [] }
    return [limit(rates), amount(rates), slots, fetched, phases, caches, scaling, packing(time)]
      .compactMap(\.self)
  }

  // MARK: Findings

  private func limit(_ rates: AlgorithmProfile.Rates) -> String? {
    let arithmetic = rates.executedOfPeak ?? rates.usefulOfPeak
    let known = [
      arithmetic.map { "arithmetic (\(Self.percent($0)) of the multiply-add peak)" },
      rates.bandwidthShare.flatMap { share in
        rates.level.map { "memory (\(Self.percent(share)) of the bandwidth of \($0))" }
      },
    ].compactMap(\.self)
    if let arithmetic, arithmetic >= Self.fullArithmetic, let peak = rates.peakGflops {
      let kind = rates.executedOfPeak == nil ? "useful" : "executed"
      return
        "Bound by arithmetic: its \(kind) operations run at \(Self.percent(arithmetic)) of the "
        + "\(NumberText.significant(peak)) GFLOP/s that multiply-adds reach here."
    }
    if let share = rates.bandwidthShare, share >= Self.fullBandwidth, let level = rates.level,
      let bandwidth = rates.levelGbytesPerSecond, let bytes = profile.work.leastBytes
    {
      return "Bound by memory: its \(Self.bytes(bytes)) once through \(level) at "
        + "\(NumberText.significant(bandwidth)) GB/s take \(Self.percent(share)) of the time."
    }
    let ruledOut =
      known.isEmpty
      ? "No ceiling explains the time"
      : "Bound neither by " + known.joined(separator: " nor by ")
    guard let issue else {
      return ruledOut + "; counted or simulated instructions would say more."
    }
    return "\(ruledOut). \(issue)"
  }

  /// For code of which only the simulated instructions are known; `nil` where a library chose other code.
  private var arithmeticShare: String? {
    guard let simulated = profile.simulated, !simulated.mix.isEmpty,
      simulated.implementation == profile.implementation
    else { return nil }
    let mix = simulated.mix
    let share = InstructionClass.arithmetic.reduce(0) { sum, kind in
      sum + (mix.first { $0.name == kind.title }?.share ?? 0)
    }
    return "Of the instructions that it executes on a CPU with AVX2, simulated, "
      + "\(Self.percent(share)) are arithmetic."
  }

  /// A metric that can be trusted; `nil` for any other.
  private func counted(_ key: String) -> Double? {
    profile.counters.first { $0.key == key && $0.status == "ok" }?.value
  }

  /// Instructions per cycle, counted where they are, else simulated ones over native cycles.
  private var issueRate: (rate: Double, source: String)? {
    if let instructions = counted("papi_instructions"), let cycles = counted("papi_cycles"),
      cycles > 0
    {
      return (instructions / cycles, "counted")
    }
    return profile.simulated?.instructionsPerCycle.map { ($0, "simulated, in the AVX2 build") }
  }

  /// What the instruction stream says, where neither ceiling is near.
  private var issue: String? {
    guard let (rate, source) = issueRate else { return arithmeticShare }
    let figure = "\(NumberText.significant(rate)) instructions per cycle, \(source)"
    let mix = (profile.simulated?.mix ?? []).prefix(4)
      .map { "\(Self.percent($0.share)) \($0.name)" }.joined(separator: ", ")
    let stream = mix.isEmpty ? "" : " (\(mix))"
    switch rate {
    case Self.fullIssue...:
      return "It issues \(figure)\(stream): the limit is the number of instructions, "
        + "not their arithmetic."
    case ..<Self.waiting:
      return "It issues only \(figure)\(stream): instructions wait for each other or for data."
    default:
      return "It issues \(figure)\(stream): ports, dependencies and loads share the blame."
    }
  }

  private func amount(_ rates: AlgorithmProfile.Rates) -> String? {
    guard let executed = profile.work.executedOperations, let useful = profile.work.usefulMacs,
      useful > 0
    else { return nil }
    let ratio = Double(executed) / Double(2 * useful)
    let figure = NumberText.significant(ratio)
    if ratio > Self.notable {
      return
        "It executes \(figure) operations per useful one: padding, edges of tiles, whole vectors."
    }
    if ratio < 1 / Self.notable {
      return
        "It executes \(figure) operations per useful one: a transform or shared sums save the rest, "
        + "so that its useful rate may exceed the peak."
    }
    return nil
  }

  /// Top-down level 1, where this CPU's slots were counted.
  private var slots: String? {
    let words = [
      ("papi_retiring_share", "retire"), ("papi_frontend_share", "wait for the front end"),
      ("papi_backend_share", "wait for the back end"),
      ("papi_speculation_share", "are lost to wrong guesses"),
    ]
    let parts = words.compactMap { key, word in counted(key).map { "\(Self.percent($0)) \(word)" } }
    return parts.isEmpty ? nil : "Of its issue slots, counted, \(parts.joined(separator: ", "))."
  }

  private var fetched: String? {
    counted("papi_memory_fill_gbytes_per_second").map {
      "It fetches \(NumberText.significant($0)) GB/s from memory, counted."
    }
  }

  private var phases: String? {
    guard profile.phases.count > 1 else { return nil }
    let parts = profile.phases.sorted { $0.share > $1.share }.prefix(4)
      .map { "\(Self.percent($0.share)) \($0.phase)" }
    return "Its time goes to: \(parts.joined(separator: "; "))."
  }

  private var caches: String? {
    let slower = profile.cold.filter { $0.overWarm >= Self.notable }
    guard !slower.isEmpty else {
      return profile.cold.isEmpty ? nil : "Cold caches make no difference worth naming."
    }
    let parts = slower.map {
      "\(NumberText.significant($0.overWarm)) times as long with \($0.cache)"
    }
    let weights =
      profile.work.weightBytes.map { " (its packed weights are \(Self.bytes($0)))" } ?? ""
    return "It takes \(parts.joined(separator: " and "))\(weights)."
  }

  private var scaling: String? {
    let parts = profile.threads.map {
      "\($0.threads) threads are \(NumberText.significant($0.speedup)) times as fast"
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ").capitalizedFirst + "."
  }

  private func packing(_ time: AlgorithmProfile.Time) -> String? {
    guard let prepare = profile.work.prepareNS, prepare > time.medianNS else { return nil }
    return "Packing its weights takes \(NumberText.time(nanoseconds: prepare)), as long as "
      + "\(NumberText.significant(prepare / time.medianNS)) calls."
  }

  // MARK: Words

  static func percent(_ share: Double) -> String { NumberText.significant(share * 100) + " %" }

  /// Binary multiples, as caches are given.
  static func bytes(_ count: Int) -> String {
    count >= 1 << 20
      ? "\(NumberText.significant(Double(count) / Double(1 << 20))) MiB"
      : "\(NumberText.significant(Double(count) / 1024)) KiB"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

import ArgumentParser
import BenchModel

/// What `gate` compares, how, and where it says so.
struct GateOptions: ParsableArguments {
  @Option(
    help: .init(
      "Revision to compare with; it is built in a worktree, with the flags of this build.",
      valueName: "rev"))
  var base: String?

  @Option(help: .init("Executable to compare with.", valueName: "file"))
  var baseBinary: String?

  @Option(help: .init("Layers to run: all, or some of \(layers).", valueName: "list"))
  var layers = "all"

  @Option(help: .init("Rounds per case and process pair, at least 2.", valueName: "N"))
  var rounds = PairedSettings().rounds

  @Option(
    help: .init(
      "Fresh process pairs, at least \(PairedSettings.fewestPairs); twice as many to confirm.",
      valueName: "N"))
  var pairs = PairedSettings().pairs

  @Option(
    help: .init("Smallest slowdown that counts, unless noise asks for more.", valueName: "share"))
  var threshold = "3%"

  @Option(help: .init("Time for a sample of the slower side, 5ms to 20ms.", valueName: "time"))
  var sample = "10ms"

  @Option(help: .init("Time for the measurement, builds not counted.", valueName: "time"))
  var budget = "200s"

  @Option(help: .init("The CPU that workers run on.", valueName: "auto|off|N"))
  var pin = "auto"

  @Option(
    help: .init(
      "Seed of orders and alignments (default: drawn, and reported).", valueName: "number"))
  var scheduleSeed: UInt64?

  @Option(help: .init("Whether an inconclusive gate fails with 4.", valueName: "fail|pass"))
  var onInconclusive = InconclusivePolicy.pass

  @Flag(help: "Accept cases that one side lacks.")
  var allowMissing = false

  @Option(
    help: .init(
      "Table of exact invariants (default: \(BaselineFolder.path)/<suite>.csv).",
      valueName: "file"))
  var invariants: String?

  @Option(
    help: .init(
      "Table of instruction counts, for a gate without a base"
        + " (default: \(BaselineFolder.path)/<suite>-instructions.csv).",
      valueName: "file"))
  var instructions: String?

  @Option(
    help: .init("Largest growth of instructions that does not count.", valueName: "share"))
  var instructionLimit = "1%"

  @Flag(help: "Write the committed tables of the layers instead of comparing with them.")
  var updateBaselines = false

  private static var layers: String {
    GateLayerCatalog.all.map(\.id).joined(separator: ", ")
  }

  /// Reads the limit of the instruction layer.
  ///
  /// - Throws: `SelectionError`.
  func instructionShare() throws(SelectionError) -> Double {
    guard let share = Quantity.share(instructionLimit) else {
      throw .malformed(
        option: "--instruction-limit", value: instructionLimit, expected: Quantity.shareGrammar)
    }
    return share
  }

  /// Reads the options of the paired layer.
  ///
  /// - Throws: `SelectionError`.
  func settings() throws(SelectionError) -> PairedSettings {
    var settings = PairedSettings()
    guard rounds >= BlockSchedule.roundsPerBlock else {
      throw .malformed(
        option: "--rounds", value: "\(rounds)", expected: "at least \(BlockSchedule.roundsPerBlock)"
      )
    }
    guard pairs >= PairedSettings.fewestPairs else {
      throw .malformed(
        option: "--pairs", value: "\(pairs)",
        expected: "at least \(PairedSettings.fewestPairs), below which there is no bound")
    }
    settings.rounds = rounds
    settings.pairs = pairs
    guard let share = Quantity.share(threshold) else {
      throw .malformed(
        option: "--threshold", value: threshold, expected: Quantity.shareGrammar)
    }
    settings.rules.leastThreshold = share
    guard let length = Quantity.nanoseconds(sample), PairedSettings.sampleRange.contains(length)
    else {
      throw .malformed(option: "--sample", value: sample, expected: "a time from 5ms to 20ms")
    }
    settings.sampleNanoseconds = length
    guard let time = Quantity.nanoseconds(budget) else {
      throw .malformed(option: "--budget", value: budget, expected: Quantity.timeGrammar)
    }
    settings.budget = time / 1e9
    settings.seed = scheduleSeed ?? UInt64.random(in: 1...UInt64(UInt32.max))
    return settings
  }
}

/// What an inconclusive gate means for the exit code.
enum InconclusivePolicy: String, CaseIterable, ExpressibleByArgument {
  case fail, pass
}

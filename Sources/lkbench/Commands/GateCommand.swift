import ArgumentParser
import BenchRecords
import ConvModel
import Foundation

/// `lkbench gate`: catches a performance regression of this build, for CI.
struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Compare this build with a base build: verdict and exit code for CI.",
    discussion: """
      Layer invariants compares exact figures with a committed table. Layer
      instructions counts those of the AVX2 kernels under callgrind, in both builds
      or, without a base, against a committed table of this toolchain. Layer time
      runs both builds in this job, by turns on one CPU and in the same memory, in
      fresh process pairs. A case is red only if an exact test over the pairs shows
      it slower than the threshold, and again in a second measurement. Suite ci
      unless something is selected.

        lkbench gate --base origin/main
        lkbench gate --base-binary old/lkbench --suite smoke --json gate.json
        lkbench gate --layers invariants
        lkbench gate --layers invariants,instructions --update-baselines
        lkbench gate --self-test --gates 20
      """)

  @OptionGroup(title: "Selection")
  var selection: SelectionOptions

  @OptionGroup(title: "Gate")
  var gate: GateOptions

  @OptionGroup(title: "Self-test")
  var test: SelfTestOptions

  @OptionGroup(title: "Output")
  var output: GateOutputOptions

  func run() throws {
    let layers = try GateLayerCatalog.layers(gate.layers)
    _ = try output.standardFormat()
    let context = try context(.current)
    Interrupt.install()
    if BuildDescription.isDebug {
      context.terminal.note("warning: a debug build measures little; use swift build -c release")
    }
    if test.selfTest {
      try GateSelfTest(context: context, options: test).run()
      return
    }
    if gate.updateBaselines {
      try update(layers, context)
      return
    }
    if layers.contains(where: \.needsBase), context.base == nil {
      throw GateError.noBase
    }
    let session = GateSession(
      context: context, layers: layers, policy: gate.onInconclusive,
      baseName: gate.base ?? gate.baseBinary)
    let report = try session.report()
    try GateOutput(options: output, environment: ProcessInfo.processInfo.environment)
      .write(report)
    let status = session.status(report)
    if status != .fine { throw ExitCode(status.rawValue) }
  }

  /// Writes the tables of those layers that have one.
  private func update(_ layers: [any GateLayer], _ context: GateContext) throws {
    guard layers.contains(where: \.hasTable) else {
      throw GateError.usage("--update-baselines: no layer of --layers has a committed table")
    }
    for layer in layers {
      guard let written = try layer.update(context, selectedBy: chosen) else { continue }
      context.terminal.print("\(written.rows) rows of \(layer.title) in \(written.path)")
    }
  }

  /// The selection, or the whole suite `ci`; libraries are no part of a build.
  private var chosen: SelectionOptions {
    var options = selection
    if !options.isGiven { options.suite = Self.suite }
    if options.versus.isEmpty { options.versus = [PeerCases.none] }
    return options
  }

  /// The suite that is gated unless something is selected.
  static let suite = "ci"

  private func context(_ surroundings: SelectionContext) throws -> GateContext {
    guard gate.base == nil || gate.baseBinary == nil else {
      throw GateError.usage("--base and --base-binary: give one of them")
    }
    let options = chosen
    let base = BaseExecutable(gate: gate, folder: surroundings.folder)
    let terminal = Terminal(output.terminal)
    return GateContext(
      selection: try options.resolve(surroundings),
      wholeSuite: try Self.wholeSuite(of: options, surroundings), selectionContext: surroundings,
      settings: try gate.settings(), head: try OwnExecutable.path(),
      base: gate.base == nil && gate.baseBinary == nil ? nil : { try base.path(terminal) },
      pinning: gate.pin, allowsMissing: gate.allowMissing, invariants: gate.invariants,
      instructions: gate.instructions, instructionLimit: try gate.instructionShare(),
      layersAreNamed: gate.layers != GateLayerCatalog.everything, terminal: terminal)
  }

  /// The selection that the suite alone makes on the same instruction sets.
  private static func wholeSuite(
    of options: SelectionOptions, _ surroundings: SelectionContext
  ) throws -> Selection? {
    guard let suite = options.suite else { return nil }
    var whole = try SelectionOptions.parse([])
    whole.suite = suite
    whole.isa = options.isa
    whole.versus = [PeerCases.none]
    return try whole.resolve(surroundings)
  }
}

/// The base build, made when it is first asked for.
private struct BaseExecutable {
  let gate: GateOptions
  let folder: ProjectFolder

  func path(_ terminal: Terminal) throws -> String {
    if let path = gate.baseBinary {
      guard FileManager.default.isExecutableFile(atPath: path) else {
        throw GateError.baseUnusable("\(path) is no executable file")
      }
      return path
    }
    guard let revision = gate.base else { throw GateError.noBase }
    return try BaseBuild(revision, folder: folder).executable(terminal)
  }
}

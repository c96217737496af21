import ArgumentParser
import BenchReports
import ConvModel
import ConvNetworks

/// `lkbench network`: the whole forward pass of a ConvNet, measured.
struct NetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Measure the whole forward pass of a network with each depthwise operator in place.",
    discussion: """
      Stem, downsampling, normalisations, pointwise convolutions by OpenBLAS, activations, residuals and \
      head run around the depthwise layers of lkbench, fused block by block of pixels, in buffers that \
      are planned once. Weights are drawn; batch normalisations are folded. Every network is compared \
      with a forward pass in Double before it is timed.

      results.csv has a row per network; layers.csv has a row per network and layer, timed in passes of \
      their own on the calling thread. Layers without a time there are computed as part of the one \
      before them.

        lkbench network --model convnext-t
        lkbench network --model convnext-t --variant dense,decomposed --kernel 7,31,51-49-47-13
        lkbench network --model replknet-31b --threads 1,2 --verify-input 64
      """)

  @OptionGroup(title: "Network")
  var selection: NetworkRunOptions

  @OptionGroup(title: "Timing")
  var measurement: MeasurementOptions

  @Option(
    help: .init(
      "Folder of the results (default: results/<UTC time>-<machine>-network-<model>).",
      valueName: "dir"))
  var output: String?

  @Option(
    help: .init(
      "What standard output shows of each case: \(formats) (default: console).", valueName: "name"))
  var format: String?

  @Flag(help: "List the cases, and measure nothing.")
  var dryRun = false

  @Flag(help: "No progress and no tables; an asked-for --format is printed all the same.")
  var quiet = false

  @OptionGroup(title: "Output")
  var terminal: TerminalOptions

  private static var formats: String { SinkCatalog.all.map(\.id).joined(separator: ", ") }

  func run() throws {
    if let refusal = PreparedNetwork.refusal { throw refusal }
    let folder = ProjectFolder.current
    let cases = try selection.cases(try NetworkFolder(folder).networks())
    let side = try selection.verificationSide()
    let settings = try measurement.settings(seed: cases.first?.seed ?? 0)
    if let output, output.isEmpty {
      throw SelectionError.malformed(option: "--output", value: output, expected: "a folder")
    }
    let sink = try sinkDescription()
    // What the descriptions do not allow is a usage error, before anything is made.
    for item in cases { _ = try item.network(side: nil) }
    if dryRun {
      for item in cases { print(item.id) }
      return
    }
    let session = NetworkSession(
      model: selection.model, cases: cases, side: side, settings: settings, output: output,
      sink: sink, isQuiet: quiet, color: terminal.color, folder: folder)
    try session.run()
  }

  private func sinkDescription() throws(SelectionError) -> SinkDescription? {
    if format == nil, quiet { return nil }
    let name = format ?? SinkCatalog.all[0].id
    guard let sink = SinkCatalog.sink(named: name) else {
      throw .malformed(
        option: "--format", value: name, expected: "one of \(Self.formats)")
    }
    return sink
  }
}

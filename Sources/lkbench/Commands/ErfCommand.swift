import ArgumentParser
import BenchHarness
import BenchReports
import ConvModel
import ConvPlanning

/// `lkbench erf`: effective receptive fields of stacks of layers.
struct ErfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erf",
    abstract: "Effective receptive field r(t) of stacks of layers.",
    discussion: """
      Stacks layers of one variant with seeded weights (or weights from files), computes the gradient of \
      the central output with respect to the input, and reports for each share t the side of the smallest \
      centred square with more than t of the contributions, and the share of the area that it takes. \
      Contributions are log10(A + 1) over their maximum, A the sum of the positive gradients over images \
      and channels, as in the code published with RepLKNet and SLaK. There the input is 50 photographs and \
      the network is trained; here images are drawn, and weights too unless given: the numbers compare \
      kernels, not networks.
        lkbench erf
        lkbench erf --variant dense,decomposed --kernel 7:51:4 --depth 9 --size 224 --output out
        lkbench erf --weights layer1.npy,layer2.npy --activation relu
      --output writes erf.csv and contribution-<variant>-k<K>.npy, one per stack.
      """)

  @OptionGroup(title: "Stack")
  var stacks: StackOptions

  @Option(
    help: .init(
      "Write erf.csv and the contribution maps there.", valueName: "dir"))
  var output: String?

  @OptionGroup(title: "Output")
  var terminalOptions: TerminalOptions

  func run() throws {
    let stacks = try stacks.resolve()
    let terminal = Terminal(terminalOptions)
    let folder = try output.map { path throws(TensorFolderError) in
      try ContributionFolder(creating: path)
    }
    Interrupt.install()
    let progress = ProgressLine(
      total: stacks.reduce(0) { $0 + 2 * $1.depth }, terminal: terminal)
    var layers = 0
    var results: [ReceptiveFieldResult] = []
    for stack in stacks {
      try Interrupt.check()
      let label = "\(stack.variant.id) K = \(stack.request.kernel)"
      let gradient = try StackGradient(stack, planner: Planner())
      let contributions = try FlushToZero.during {
        try gradient.contributions(input: stack.drawnInput) {
          progress.show(done: layers, label)
          layers += 1
        }
      }
      let result = ReceptiveFieldResult(
        stack: stack,
        map: ContributionMap(accumulated: contributions, size: stack.request.map.width))
      try folder?.write(result.map, name: result.mapName)
      results.append(result)
      // Rewritten after every stack, so that an interrupted call keeps what it has.
      try folder?.write(results)
    }
    progress.clear()
    terminal.print(ReceptiveFieldTable(results).text(isColored: terminal.usesColor))
  }
}

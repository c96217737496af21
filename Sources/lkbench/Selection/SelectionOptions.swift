import ArgumentParser

/// What to measure or verify; shared by every command that takes a selection.
///
/// Values stay text here and are read by `SelectionAxes`, so that every complaint is one line in the
/// words of the tool.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: .init("A suite by name (see list suites), or a suite file.", valueName: "name|file"))
  var suite: String?

  @Option(help: .init("Variants, such as dense,sparse.", valueName: "a,b"))
  var variant: [String] = []

  @Option(help: .init("Forms; all forms of the variants by default.", valueName: "a,b"))
  var form: [String] = []

  @Option(
    help: .init(
      "Odd kernel sizes and ranges first:last[:step], such as 7,13 or 7:101:2.",
      valueName: "list"))
  var kernel: [String] = []

  @Option(
    help: .init(
      "auto (predicted), measured (timed here, and remembered), all, or ids (see list algorithms); "
        + "the default is auto.", valueName: "auto|measured|all|ids"))
  var algorithm: [String] = []

  @Option(
    help: .init(
      "Peers to measure beside every case, in the same rounds and with ratios: onednn,fftw, or any "
        + "algorithm ids; none for none, whatever the suite says.",
      valueName: "ids|none"))
  var versus: [String] = []

  @Option(help: .init("Channels, height and width, such as 96x56x56.", valueName: "CxHxW"))
  var shape: [String] = []

  @Option(help: .init("Images per call (default: 1).", valueName: "list"))
  var batch: [String] = []

  @Option(help: .init("Threads per call (default: 1).", valueName: "list"))
  var threads: [String] = []

  @Option(
    help: .init(
      "portable, avx2, avx512 (default: the best this CPU has).", valueName: "list"))
  var isa: [String] = []

  @Option(help: .init("nhwc, nchw, nchw16c (default: nhwc).", valueName: "list"))
  var layout: [String] = []

  @Option(
    help: .init(
      "What a call finds in the caches: warm, cold-weights, cold-all (default: warm).",
      valueName: "list"))
  var cache: [String] = []

  @Option(help: .init("Keep cases whose id matches.", valueName: "regex"))
  var filter: String?

  @Option(
    help: .init(
      "Width of the stripes and of the small square branch; 0 for no branch (default: 5, of "
        + "variant peripheral 0).",
      valueName: "N"))
  var stripe: String?

  @Option(help: .init("Share of pruned taps of variant sparse (default: 0.4).", valueName: "share"))
  var sparsity: String?

  @Option(
    help: .init(
      "How taps are pruned (default: uniform), or 0/1 taps [C, K, K] from a file.",
      valueName: "uniform|erk|grown:STEPS|file.npy"))
  var mask: String?

  @Option(
    help: .init(
      "Runs of the sharing grid of variant peripheral, all of them: 4,2,1,1,1,2,4 for K = 15.",
      valueName: "runs"))
  var grid: String?

  @Option(
    help: .init(
      "Channels that are convolved, as a number or a share such as 3/8 (default: all).",
      valueName: "N|n/d"))
  var convolvedChannels: String?

  @Option(help: .init("Seed of drawn weights and inputs (default: 1).", valueName: "number"))
  var seed: String?

  @Option(help: .init("Activations [N, C, H, W] instead of drawn ones.", valueName: "file.npy"))
  var input: String?

  @Option(
    help: .init(
      "Weights [C, K, K] of the large kernel, or a folder written by verify --dump.",
      valueName: "file.npy|dir"))
  var weights: String?
}

extension SelectionOptions {
  /// Whether any option that names problems was given.
  var isGiven: Bool {
    suite != nil || [variant, form, kernel, shape].contains { !$0.isEmpty }
  }
}

import BenchHarness
import BenchRecords
import ConvModel
import ConvPlanning

extension BenchmarkCase {
  /// Arguments of the `lkbench` call that measures exactly this case; what a plain call does anyway
  /// is left out, except the axes a reader looks for.
  var reproArguments: [String] {
    var arguments =
      operation == .forward ? ["run"] : ["train", "--operator", operation.rawValue]
    arguments += ["--variant", problem.variant, "--form", form]
    func add(_ option: String, _ value: String, unless isDefault: Bool = false) {
      if !isDefault { arguments += [option, value] }
    }
    let map = problem.map
    add("--kernel", "\(problem.kernel)")
    add("--shape", "\(map.channels)x\(map.height)x\(map.width)")
    add("--batch", "\(map.batch)", unless: map.batch == 1)
    let plain = defaultProblem
    add("--stripe", "\(problem.stripe)", unless: problem.stripe == plain?.stripe)
    add("--sparsity", "\(problem.sparsity)", unless: problem.sparsity == plain?.sparsity)
    add("--mask", files.mask ?? problem.mask.word, unless: problem.mask == plain?.mask)
    if let grid = problem.grid, grid != plain?.grid {
      add("--grid", grid.runs.map(String.init).joined(separator: ","))
    }
    add(
      "--convolved-channels", "\(problem.convolvedChannels)",
      unless: problem.convolvedChannels == map.channels)
    add("--algorithm", algorithm.word)
    add("--isa", instructionSet.rawValue)
    add("--layout", layout.rawValue)
    add("--threads", "\(threads)", unless: threads == 1)
    add("--cache", cache.rawValue, unless: cache == .warm)
    add("--seed", "\(problem.seed)", unless: problem.seed == Problem.defaultSeed)
    if let input = files.input { add("--input", input) }
    if let weights = files.weights { add("--weights", weights) }
    return arguments
  }

  /// The call as a line for a POSIX shell: the `repro` column.
  var repro: String {
    ShellText.line(["lkbench"] + reproArguments)
  }

  /// The problem that the variant makes of the shape and the kernel alone.
  private var defaultProblem: Problem? {
    let request = ProblemRequest(map: problem.map, kernel: problem.kernel)
    // Without it every option is written out.
    return try? VariantCatalog.variant(problem.variant).problem(request)
  }
}

extension MaskMethod {
  /// The word of `--mask`; a mask from a file is named by its path instead.
  var word: String {
    switch self {
    case .uniform: "uniform"
    case .erk: "erk"
    case .pruneAndGrow(let steps): "grown:\(steps)"
    case .file: "file"
    }
  }
}

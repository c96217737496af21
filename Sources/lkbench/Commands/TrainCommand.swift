import ArgumentParser
import BenchRecords
import BenchReports
import ConvModel
import ConvPlanning

/// `lkbench train`: verifies and measures the backward pass and the steps of sparse training.
struct TrainCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Measure gradients and the steps of sparse training beside the forward pass.",
    discussion: """
      Adds the chosen operators to every selected case, verifies each against a double-precision \
      reference, and measures them in the same rounds as the forward pass, into a results folder like \
      that of run: the form column holds operator:form, and over_forward the time over that of the \
      forward pass.
        input-gradient: the convolution with rotated kernels, by any algorithm; all variants and forms.
        weight-gradient: of the folded weights of each stage, direct or fft; forms whose stages are dense \
        rectangles.
        snip: scores |w·gradient|, layer densities and masks of one layer, from given gradients.
        prune-and-grow: one mask update of one layer.
      Normalisation is folded, so that gradients are those of the folded weights. The last three run on \
      one thread.
        lkbench train --variant dense,decomposed --form direct,branches --kernel 7,31,51 --shape 96x56x56
      """)

  @Option(
    name: .customLong("operator"),
    help: .init(
      "input-gradient, weight-gradient, snip, prune-and-grow (default: all).", valueName: "a,b"))
  var operators: [String] = []

  @OptionGroup(title: "Selection")
  var selection: SelectionOptions

  @OptionGroup(title: "Timing")
  var measurement: MeasurementOptions

  @OptionGroup(title: "Counters")
  var counting: CounterOptions

  @OptionGroup(title: "Output")
  var output: OutputOptions

  @OptionGroup(title: "Output")
  var terminal: TerminalOptions

  func run() throws {
    let folder = try measure { Self.expand($0, try chosen()) }
    if let folder, !output.quiet, output.format == nil {
      let table = OperatorTable(try RecordTable(folder: folder))
      try TextOutput.standardOutput.print(
        "\n\(table.text(isColored: Terminal(terminal).usesColor))")
    }
  }

  /// The operators that were asked for, in the order of the catalog.
  func chosen() throws(SelectionError) -> [CaseOperator] {
    let all = CaseOperator.ofTraining
    let names = try SelectionAxes.names(operators, "--operator", among: all.map(\.rawValue))
    return all.filter { names?.contains($0.rawValue) ?? true }
  }

  /// Each case of `selection` followed by its operators.
  ///
  /// Those without a choice of algorithm exist once, beside the first one.
  static func expand(_ selection: Selection, _ operators: [CaseOperator]) -> Selection {
    let beside = selection.cases.first?.algorithm ?? .auto
    let cases = selection.cases.flatMap { item -> [BenchmarkCase] in
      let isPeer = selection.versus.contains(item.algorithm.word)
      return [item]
        + operators.compactMap { operation in
          if isPeer, operation != .inputGradient { return nil }
          let one = operation.hasAlgorithms ? item : item.withAlgorithm(beside)
          return one.applying(operation)
        }
    }
    let name = selection.suiteName == Selection.unnamedSuite ? "train" : selection.suiteName
    return Selection(
      suiteName: name, cases: cases, versus: selection.versus, supplied: selection.supplied,
      input: selection.input)
  }
}

import BenchHarness
import ConvModel
import ConvPlanning
import ConvReference

/// Runs a prepared problem and compares what it writes with the reference.
enum Verification {
  /// The check of `kernel`, which `plan` prepared from the program of `data`.
  ///
  /// The output starts as NaN, so that an element that is not written fails, and so does the layout's
  /// padding in the input, so that reading it shows. The kernel is called twice: what the first call
  /// leaves in its workspace must not matter to the second.
  static func check(_ kernel: any PreparedKernel, plan: Plan, on data: ProblemData) -> (
    result: CheckResult, output: [Float]
  ) {
    let mode = OutputCheck.Mode(plan.roundings, fill: data.fill)
    let first = output(of: kernel, plan: plan, on: data)
    let result = data.check.check(first, mode: mode)
    guard result.passed else { return (result, first) }
    let second = output(of: kernel, plan: plan, on: data)
    return (data.check.check(second, mode: mode), second)
  }

  /// What one call writes, as planes; NaN where it writes nothing.
  static func output(of kernel: any PreparedKernel, plan: Plan, on data: ProblemData) -> [Float] {
    let map = data.problem.map
    let layout = plan.layout
    let output = AlignedBuffer<Float>(repeating: .nan, count: layout.elementCount(map))
    let input = LayoutConversion.fromPlanes(data.input, map, to: layout, padding: .nan)
    FlushToZero.during { kernel.run(input: input.pointer, output: output.pointer) }
    return LayoutConversion.toPlanes(output.pointer, map, from: layout)
  }
}

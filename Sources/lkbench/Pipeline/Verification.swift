import BenchHarness
import ConvModel
import ConvPlanning
import ConvReference

/// Runs a prepared problem and compares what it writes with the reference.
enum Verification {
  /// Algorithms that transform their data, so that integers do not stay integers.
  ///
  /// The rounding bound of plain summation holds for them: an FFT's error grows with √log N, that of
  /// the sum it replaces with √K².
  private static let transforms: Set<String> = ["fft", "fftw"]

  /// The check of `kernel`, which `plan` prepared from the program of `data`.
  ///
  /// The output starts as NaN, so that an element that is not written fails, and so does the layout's
  /// padding in the input, so that reading it shows. The kernel is called twice: what the first call
  /// leaves in its workspace must not matter to the second. The worse result counts.
  static func check(_ kernel: any PreparedKernel, plan: Plan, on data: ProblemData) -> CheckResult {
    let isExact =
      data.fill == .smallIntegers && !plan.algorithms.contains { transforms.contains($0.id) }
    let results = (0..<2).map { _ in
      data.check.check(
        output(of: kernel, plan: plan, on: data), mode: isExact ? .exact : .summation)
    }
    return results.first { !$0.passed } ?? results[0]
  }

  /// What one call writes, as planes; NaN where it writes nothing.
  static func output(of kernel: any PreparedKernel, plan: Plan, on data: ProblemData) -> [Float] {
    let map = data.problem.map
    let layout = plan.layout
    let output = AlignedBuffer<Float>(repeating: .nan, count: layout.elementCount(map))
    data.input.withUnsafeBufferPointer { planes in
      guard let planes = planes.baseAddress else { return }
      let input = LayoutConversion.fromPlanes(planes, map, to: layout, padding: .nan)
      FlushToZero.during { kernel.run(input: input.pointer, output: output.pointer) }
    }
    return LayoutConversion.toPlanes(output.pointer, map, from: layout)
  }
}

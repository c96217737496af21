import ConvModel

/// What the kernels of one problem run on, and what they are made of.
///
/// Input and output exist once per layout, so that every case of a layout meets the same addresses.
final class ProblemOperands {
  let data: ProblemData
  private var inputs: [Layout: AlignedBuffer<Float>] = [:]
  private var outputs: [Layout: AlignedBuffer<Float>] = [:]
  private var lowered: (form: String, program: Program)?

  init(_ data: ProblemData) { self.data = data }

  /// The operands of the input's gradient: drawn gradients of the output, and the judge of the results.
  private(set) lazy var gradient = ProblemOperands(data.inputGradient)

  /// The problem in a form; keeps the last one, since cases come form by form.
  ///
  /// - Throws: `ProblemError.unknownForm`.
  func program(form: String) throws(ProblemError) -> Program {
    if let lowered, lowered.form == form { return lowered.program }
    let program = try data.program(form: form)
    lowered = (form, program)
    return program
  }

  /// Frees the lowered weights, which prepared kernels have copied.
  func forgetProgram() { lowered = nil }

  /// The input in a layout; allocated at its first use.
  func input(_ layout: Layout) -> AlignedBuffer<Float> {
    if let buffer = inputs[layout] { return buffer }
    let buffer = LayoutConversion.fromPlanes(data.input, data.problem.map, to: layout)
    inputs[layout] = buffer
    return buffer
  }

  /// The output in a layout; allocated at its first use.
  func output(_ layout: Layout) -> AlignedBuffer<Float> {
    if let buffer = outputs[layout] { return buffer }
    let buffer = AlignedBuffer<Float>(
      repeating: .nan, count: layout.elementCount(data.problem.map))
    outputs[layout] = buffer
    return buffer
  }
}

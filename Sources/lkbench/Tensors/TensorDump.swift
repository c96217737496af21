import ConvModel
import ConvReference
import Foundation

/// Writes everything that a problem computes with, and what comes out.
///
/// The files are `.npy` beside a manifest, so that any framework can check them; `TensorFolder` reads
/// them back.
struct TensorDump {
  /// The output of a kernel under test, `nchw`.
  struct KernelOutput {
    var values: [Float]
    /// Largest absolute error that its check allowed, in the channel where it allowed most.
    var tolerance: Double
  }

  let problem: Problem
  let definition: Definition
  /// `nchw`.
  let input: [Float]
  let reference: ReferenceOutput
  let kernelOutput: KernelOutput?

  init(
    problem: Problem, definition: Definition, input: [Float], reference: ReferenceOutput,
    kernelOutput: KernelOutput? = nil
  ) {
    self.problem = problem
    self.definition = definition
    self.input = input
    self.reference = reference
    self.kernelOutput = kernelOutput
  }

  /// Evaluates the reference itself.
  init(problem: Problem, definition: Definition, input: [Float]) {
    self.init(
      problem: problem, definition: definition, input: input,
      reference: ReferenceConvolution.evaluate(definition, input: input))
  }

  /// Creates `folder` if need be and writes the tensors, the manifest last.
  func write(to folder: String) throws(TensorFolderError) {
    let root = URL(fileURLWithPath: folder, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(folder: folder, reason: error.localizedDescription)
    }
    var manifest = TensorManifest(
      schema: TensorManifest.currentSchema, problem: .init(problem), conventions: .init(),
      branches: definition.branches.map { branch in
        TensorManifest.Branch(
          name: branch.name, kernel: [branch.kernelHeight, branch.kernelWidth],
          grid: branch.sharing?.grid.runs, epsilon: branch.normalization?.epsilon)
      },
      tensors: [:])
    for tensor in tensors {
      let file = tensor.name + ".npy"
      let path = root.appendingPathComponent(file).path
      let dtype: NpyElement
      do {
        switch tensor.content {
        case .floats(let values):
          dtype = .float32
          try TensorFile.write(shape: tensor.shape, values: values, to: path)
        case .mask(let mask):
          dtype = .byte
          try TensorFile.write(shape: tensor.shape, mask: mask, to: path)
        }
      } catch { throw .tensor(error) }
      manifest.tensors[tensor.name] = TensorManifest.TensorEntry(
        file: file, shape: tensor.shape, dtype: dtype.rawValue, layout: tensor.layout,
        tolerance: tensor.name == Self.kernelOutputName ? kernelOutput?.tolerance : nil)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      try encoder.encode(manifest).write(
        to: root.appendingPathComponent(TensorManifest.fileName), options: .atomic)
    } catch {
      throw .unwritable(folder: folder, reason: error.localizedDescription)
    }
  }

  static let inputName = "input"
  static let outputName = "output"
  static let kernelOutputName = "output.kernel"
}

/// A tensor to write.
private struct DumpedTensor {
  enum Content {
    case floats([Float])
    case mask([UInt8])
  }

  var name: String
  var shape: [Int]
  var layout: String
  var content: Content
}

extension TensorDump {
  private var tensors: [DumpedTensor] {
    activations + definition.branches.flatMap(tensors(of:))
  }

  private var activations: [DumpedTensor] {
    let map = problem.map
    var named = [(Self.inputName, input), (Self.outputName, reference.rounded)]
    if let kernelOutput { named.append((Self.kernelOutputName, kernelOutput.values)) }
    return named.map { name, values in
      DumpedTensor(
        name: name, shape: [map.batch, map.channels, map.height, map.width],
        layout: "batch, channel, y, x", content: .floats(values))
    }
  }

  /// Named as `SuppliedTensors.named` takes them.
  private func tensors(of branch: BranchDefinition) -> [DumpedTensor] {
    let channels = definition.convolvedChannels
    let rectangle = [channels, branch.kernelHeight, branch.kernelWidth]
    let taps = "channel, ky, kx"
    var result: [DumpedTensor] = []
    func add(_ part: String, _ shape: [Int], _ layout: String, _ values: [Float]?) {
      // What the branch does not have is not dumped.
      guard let values else { return }
      result.append(
        DumpedTensor(
          name: "\(branch.name).\(part)", shape: shape, layout: layout, content: .floats(values)))
    }
    if let sharing = branch.sharing {
      let cells = [channels, sharing.grid.count, sharing.grid.count]
      add("weights", cells, "channel, cell row, cell column", sharing.weights)
      add("positional", rectangle, taps, sharing.positional)
    } else {
      add("weights", rectangle, taps, branch.weights)
    }
    if let mask = branch.mask {
      result.append(
        DumpedTensor(
          name: "\(branch.name).mask", shape: rectangle, layout: taps, content: .mask(mask)))
    }
    add("bias", [channels], "channel", branch.bias)
    add("bn.gamma", [channels], "channel", branch.normalization?.gamma)
    add("bn.beta", [channels], "channel", branch.normalization?.beta)
    add("bn.mean", [channels], "channel", branch.normalization?.mean)
    add("bn.variance", [channels], "channel", branch.normalization?.variance)
    return result
  }
}

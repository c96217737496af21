import ArgumentParser
import ConvModel

/// Which stacks of layers to look at; values stay text here and are read by `resolve`.
struct StackOptions: ParsableArguments {
  @Option(help: .init("Variants (default: all, or that of the weights).", valueName: "a,b"))
  var variant: [String] = []

  @Option(help: .init("Odd kernel sizes (default: 7,31,51).", valueName: "list"))
  var kernel: [String] = []

  @Option(help: .init("Layers (default: 24, or as many as there are weights).", valueName: "N"))
  var depth: String?

  @Option(help: .init("Pixels per side of the map.", valueName: "N"))
  var size = "512"

  @Option(
    help: .init("Channels (default: 8, or those of the weights).", valueName: "N"))
  var channels: String?

  @Option(help: .init("Images.", valueName: "N"))
  var batch = "1"

  @Option(help: "Between the layers: none or relu.")
  var activation = "none"

  @Flag(help: "Add each layer's input to its output.")
  var residual = false

  @Option(help: .init("Seed of drawn weights and images.", valueName: "number"))
  var seed = "1"

  @Option(
    help: .init(
      "Weights [C, K, K] of variant dense, reparam or peripheral, or folders written by verify --dump: one for "
        + "all layers, or one per layer.",
      valueName: "file.npy|dir,…"))
  var weights: [String] = []

  /// The stacks, variant by variant and kernel by kernel.
  ///
  /// - Throws: `SelectionError`, `ProblemError`, or an error of the tensor files.
  func resolve(availableMemory: Int? = AvailableMemory.bytes()) throws -> [LayerStack] {
    let paths = ListParsing.elements(weights)
    let layers = try paths.map(StackLayer.init)
    let first = layers.first
    let defaultIDs = first.map { [$0.request?.variant ?? "dense"] } ?? VariantCatalog.all.map(\.id)
    let ids =
      try SelectionAxes.names(variant, "--variant", among: VariantCatalog.all.map(\.id))
      ?? defaultIDs
    let kernels =
      try SelectionAxes.kernels(kernel) ?? first.map { [$0.kernel] } ?? Self.defaultKernels
    let count = try depth.map { try Self.number($0, "--depth", 1...10_000) }
    let depth = count ?? (layers.count > 1 ? layers.count : Self.defaultDepth)
    guard layers.count <= 1 || layers.count == depth else {
      throw SelectionError.malformed(
        option: "--weights", value: "\(layers.count) files",
        expected: "one for all layers, or one for each of the \(depth)")
    }
    let width = try Self.number(size, "--size", 3...8192)
    let drawn = try channels.map { try Self.number($0, "--channels", 1...65_536) }
    let map = MapShape(
      batch: try Self.number(batch, "--batch", 1...4096),
      channels: drawn ?? first?.channels ?? Self.defaultChannels, height: width, width: width)
    guard let seed = UInt64(seed) else {
      throw SelectionError.malformed(
        option: "--seed", value: seed, expected: "a number from 0 to \(UInt64.max)")
    }
    guard let activation = LayerStack.Activation(rawValue: activation) else {
      throw SelectionError.malformed(
        option: "--activation", value: activation, expected: "none or relu")
    }
    // Three activations, and which values passed a ReLU.
    let perValue = 4 * MemoryLayout<Float>.size + (activation == .relu ? depth : 0)
    let (needed, overflow) = map.elementCount.multipliedReportingOverflow(by: perValue)
    if let availableMemory, overflow || needed > availableMemory {
      throw SelectionError.memory(
        id: "a stack on \(map)", needed: overflow ? .max : needed, available: availableMemory)
    }
    var stacks: [LayerStack] = []
    for id in ids {
      let variant = try VariantCatalog.variant(id)
      for kernel in kernels {
        var request =
          first?.request?.problem ?? ProblemRequest(map: map, kernel: kernel, seed: seed)
        request.map = map
        request.kernel = kernel
        request.seed = seed
        _ = try variant.problem(request)
        stacks.append(
          LayerStack(
            variant: variant, request: request, depth: depth, activation: activation,
            isResidual: residual, supplied: layers.map(\.tensors)))
      }
    }
    return stacks
  }

  static let defaultKernels = [7, 31, 51]
  private static let defaultDepth = 24
  private static let defaultChannels = 8

  private static func number(
    _ text: String, _ option: String, _ range: ClosedRange<Int>
  ) throws(SelectionError) -> Int {
    guard let number = ListParsing.natural(text), range.contains(number) else {
      throw .malformed(
        option: option, value: text,
        expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}

/// The weights of one layer, and what they say of the stack.
private struct StackLayer {
  let tensors: SuppliedTensors
  let kernel: Int
  let channels: Int
  /// Of a folder written by `verify --dump`.
  let request: (variant: String, problem: ProblemRequest)?

  /// Reads a `.npy` file or a folder of tensors.
  init(_ path: String) throws {
    if path.hasSuffix(".npy") {
      let tensor = try TensorFile.read(path)
      guard let last = tensor.shape.last, let first = tensor.shape.first, tensor.shape.count >= 3
      else {
        throw ProblemError.suppliedShape(name: "weights", found: tensor.shape, expected: [0, 0, 0])
      }
      tensors = SuppliedTensors(weights: tensor)
      (kernel, channels, request) = (last, first, nil)
    } else {
      let folder = try TensorFolder(reading: path)
      let fields = folder.manifest.problem
      tensors = folder.supplied
      kernel = fields.kernel
      channels = fields.channels
      var problem = fields.request
      if fields.sparsity == 0 { (problem.mask, problem.sparsity) = (nil, nil) }
      request = (fields.variant, problem)
    }
  }
}

#if OneDNN
  import COneDNN
  import ConvModel

  /// One way to run a stage: the convolution on the tensors as they lie, or between reorders.
  final class PreparedOneDNN: PreparedKernel {
    /// A format to compute in, other than the tensors' own.
    struct Format {
      let name: String
      let tag: dnnl_format_tag_t
    }

    /// A piece of the tensors given to `run`.
    private struct Borrowed {
      let memory: OneDNNMemory
      let offset: Int
    }

    /// Whether it computes with channels innermost.
    let isChannelsLast: Bool
    private let convolution: OneDNNPrimitive
    private let format: Format?
    private let weights: OneDNNMemory
    private let bias: OneDNNMemory
    private var inputs: [Borrowed] = []
    private var outputs: [Borrowed] = []
    /// Copies before and after the convolution; empty without a format of its own.
    private var loads: [OneDNNPrimitive] = []
    private var stores: [OneDNNPrimitive] = []
    private var stagingBytes = 0

    /// The library's name of the kernel.
    var kernel: String { convolution.implementation }
    var workspaceByteCount: Int {
      stagingBytes
        + (loads + stores).reduce(convolution.scratchByteCount) {
          $0 + $1.scratchByteCount
        }
    }
    var weightByteCount: Int { weights.byteCount + bias.byteCount }
    var weightMemory: [UnsafeRawBufferPointer] { [weights.rawBytes, bias.rawBytes] }
    var implementation: String? {
      kernel + (format.map { " with reorders to \($0.name)" } ?? "")
    }

    /// Prepares the stage in `format`; `nil` is the tensors' own, for tensors of one piece.
    init(_ stage: Stage, _ tensor: OneDNNTensor, format: Format?) throws(PlanError) {
      lkb_dnnl_one_thread()
      self.format = format
      isChannelsLast = format.map { $0.tag == dnnl_nhwc } ?? (tensor.slice.layout == .nhwc)
      let shape =
        if let format { try tensor.compact(format.tag) } else { tensor.pieces[0].shape }
      let description = try Self.describe(
        stage, tensor, shape, sums: stage.accumulates && format == nil)
      weights = try Self.pack(stage, tensor, description)
      bias = try Self.bias(stage, tensor)
      let source = try OneDNNMemory(shape, isBorrowed: format == nil)
      let target = try OneDNNMemory(shape, isBorrowed: format == nil)
      convolution = try OneDNNPrimitive(
        description: description,
        arguments: [
          (DNNL_ARG_SRC, source), (DNNL_ARG_WEIGHTS, weights), (DNNL_ARG_BIAS, bias),
          (DNNL_ARG_DST, target),
        ])
      guard format != nil else {
        let offset = tensor.offset(tensor.pieces[0])
        inputs = [Borrowed(memory: source, offset: offset)]
        outputs = [Borrowed(memory: target, offset: offset)]
        return
      }
      stagingBytes = source.byteCount + target.byteCount
      for piece in tensor.pieces {
        try addCopies(of: piece, in: tensor, shape, source, target, sums: stage.accumulates)
      }
    }

    /// Adds the copies of one piece.
    private func addCopies(
      of piece: OneDNNTensor.Piece, in tensor: OneDNNTensor, _ shape: OneDNNShape,
      _ source: OneDNNMemory, _ target: OneDNNMemory, sums: Bool
    ) throws(PlanError) {
      let isWhole = tensor.pieces.count == 1
      let part = isWhole ? shape : try tensor.compactPart(piece)
      func staged(_ memory: OneDNNMemory) throws(PlanError) -> OneDNNMemory {
        guard !isWhole, let floats = memory.floats else { return memory }
        let view = try OneDNNMemory(part, isBorrowed: true)
        try OneDNN.check(view.point(at: floats + piece.firstChannel), "use memory")
        return view
      }
      let input = try OneDNNMemory(piece.shape, isBorrowed: true)
      let output = try OneDNNMemory(piece.shape, isBorrowed: true)
      inputs.append(Borrowed(memory: input, offset: tensor.offset(piece)))
      outputs.append(Borrowed(memory: output, offset: tensor.offset(piece)))
      loads.append(try .reorder(input, piece.shape, to: staged(source), part))
      stores.append(try .reorder(staged(target), part, to: output, piece.shape, sums: sums))
      stagedMemories += [source, target]
    }

    /// Keeps alive what the views of single pieces look at.
    private var stagedMemories: [OneDNNMemory] = []

    /// The kernel that the library puts first for these descriptions.
    private static func describe(
      _ stage: Stage, _ tensor: OneDNNTensor, _ shape: OneDNNShape, sums: Bool
    ) throws(PlanError) -> OpaquePointer {
      let weights = try weightShape(stage.shape, tensor, dnnl_format_tag_any)
      let bias = try OneDNNShape([tensor.channels], dnnl_x)
      let attributes = try OneDNN.make("set attributes") {
        lkb_dnnl_attributes(&$0, sums ? 1 : 0)
      }
      defer { dnnl_primitive_attr_destroy(attributes) }
      let engine = try OneDNN.session().engine
      let padding = (Int64(stage.shape.paddingY), Int64(stage.shape.paddingX))
      return try OneDNN.make("find a kernel") {
        lkb_dnnl_convolution(
          &$0, engine, shape.handle, weights.handle, bias.handle, padding.0, padding.1, attributes)
      }
    }

    private static func weightShape(
      _ geometry: DepthwiseShape, _ tensor: OneDNNTensor, _ tag: dnnl_format_tag_t
    ) throws(PlanError) -> OneDNNShape {
      try OneDNNShape(
        [tensor.channels, 1, 1, geometry.kernelHeight, geometry.kernelWidth], tag)
    }

    /// The weights in the form that the kernel asks for.
    private static func pack(
      _ stage: Stage, _ tensor: OneDNNTensor, _ description: OpaquePointer
    ) throws(PlanError) -> OneDNNMemory {
      let plain = try weightShape(stage.shape, tensor, dnnl_goihw)
      let source = try OneDNNMemory(plain)
      stage.weights.withUnsafeBufferPointer { weights in
        if let first = weights.baseAddress {
          source.floats?.update(from: first, count: weights.count)
        }
      }
      let asked = try OneDNNShape(askedBy: description, dnnl_query_weights_md)
      let packed = try OneDNNMemory(asked)
      let reorder = try OneDNNPrimitive.reorder(source, plain, to: packed, asked)
      reorder.execute()
      if let failure = reorder.failure {
        throw .unavailable(algorithm: "onednn", reason: failure)
      }
      return packed
    }

    private static func bias(
      _ stage: Stage, _ tensor: OneDNNTensor
    ) throws(PlanError) -> OneDNNMemory {
      let memory = try OneDNNMemory(try OneDNNShape([tensor.channels], dnnl_x))
      for (channel, value) in (stage.bias ?? []).enumerated() { memory.floats?[channel] = value }
      return memory
    }

    /// The first status of pointing at the tensors that was no success.
    private var failed: dnnl_status_t?

    private func note(_ status: dnnl_status_t) {
      if status != dnnl_success { failed = failed ?? status }
    }

    var failure: String? {
      failed.map { OneDNN.failure($0, "use the tensors") }
        ?? ([convolution] + loads + stores).lazy.compactMap(\.failure).first
    }

    func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
      lkb_dnnl_one_thread()
      for piece in inputs {
        note(piece.memory.point(at: UnsafeMutablePointer(mutating: input) + piece.offset))
      }
      for piece in outputs { note(piece.memory.point(at: output + piece.offset)) }
      for load in loads { load.execute() }
      convolution.execute()
      for store in stores { store.execute() }
    }
  }
#endif

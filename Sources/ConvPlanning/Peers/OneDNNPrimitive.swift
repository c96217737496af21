#if OneDNN
  import COneDNN
  import ConvModel

  /// A primitive with its memory objects, ready to execute.
  final class OneDNNPrimitive {
    /// The library's name of the kernel.
    let implementation: String
    private let primitive: OpaquePointer
    private let memories: [OneDNNMemory]
    private let scratchpad: OneDNNMemory?
    /// Of its own: streams are not made for several threads.
    private let stream: OpaquePointer
    private let arguments: UnsafeMutableBufferPointer<dnnl_exec_arg_t>
    /// The first status of any execution that was no success.
    private var failed: dnnl_status_t?

    /// Takes over `description`, which it destroys.
    init(
      description: OpaquePointer, arguments given: [(Int32, OneDNNMemory)]
    ) throws(PlanError) {
      defer { dnnl_primitive_desc_destroy(description) }
      implementation = String(cString: lkb_dnnl_implementation(description))
      var scratchpad: OneDNNMemory?
      // None is asked for where there is no shape; one that is missed shows as a failed execution.
      if let shape = try? OneDNNShape(askedBy: description, dnnl_query_scratchpad_md),
        shape.byteCount > 0
      {
        scratchpad = try OneDNNMemory(shape)
      }
      self.scratchpad = scratchpad
      memories = given.map(\.1)
      primitive = try OneDNN.make("create a primitive") {
        dnnl_primitive_create(&$0, description)
      }
      let engine = try OneDNN.session().engine
      stream = try OneDNN.make("create a stream") {
        dnnl_stream_create(&$0, engine, UInt32(dnnl_stream_in_order.rawValue))
      }
      let all = given + (scratchpad.map { [(Int32(DNNL_ARG_SCRATCHPAD), $0)] } ?? [])
      arguments = .allocate(capacity: all.count)
      _ = arguments.initialize(
        from: all.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.handle) })
    }

    deinit {
      dnnl_primitive_destroy(primitive)
      dnnl_stream_destroy(stream)
      arguments.deallocate()
    }

    var scratchByteCount: Int { scratchpad?.byteCount ?? 0 }

    /// Runs to the end; what went wrong is kept as `failure`.
    func execute() {
      let executed = dnnl_primitive_execute(
        primitive, stream, Int32(arguments.count), arguments.baseAddress)
      let waited = dnnl_stream_wait(stream)
      if executed != dnnl_success || waited != dnnl_success {
        failed = failed ?? (executed != dnnl_success ? executed : waited)
      }
    }

    /// What went wrong in the first execution that failed; `nil` for nothing.
    var failure: String? { failed.map { OneDNN.failure($0, "execute \(implementation)") } }

    /// Copies from one form of memory to another, adding where `sums`.
    static func reorder(
      _ source: OneDNNMemory, _ from: OneDNNShape, to target: OneDNNMemory, _ to: OneDNNShape,
      sums: Bool = false
    ) throws(PlanError) -> OneDNNPrimitive {
      let engine = try OneDNN.session().engine
      let attributes = try OneDNN.make("set attributes") {
        lkb_dnnl_attributes(&$0, sums ? 1 : 0)
      }
      defer { dnnl_primitive_attr_destroy(attributes) }
      let description = try OneDNN.make("reorder memory") {
        lkb_dnnl_reorder(&$0, engine, from.handle, to.handle, attributes)
      }
      return try OneDNNPrimitive(
        description: description,
        arguments: [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, target)])
    }
  }
#endif

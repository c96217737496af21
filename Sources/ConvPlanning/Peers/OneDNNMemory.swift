#if OneDNN
  import COneDNN
  import ConvModel

  /// A memory object, over memory of its own or over what `run` points it at.
  final class OneDNNMemory {
    let handle: OpaquePointer
    private let owned: AlignedBuffer<UInt8>?

    /// Allocates zeros unless `isBorrowed`.
    init(_ shape: OneDNNShape, isBorrowed: Bool = false) throws(PlanError) {
      let engine = try OneDNN.session().engine
      let bytes = isBorrowed ? 0 : shape.byteCount
      let owned = isBorrowed ? nil : AlignedBuffer<UInt8>(repeating: 0, count: bytes)
      handle = try OneDNN.make("describe memory") { lkb_dnnl_memory(&$0, shape.handle, engine) }
      self.owned = owned
      if let owned { try OneDNN.check(point(at: owned.pointer), "use memory") }
    }

    deinit { dnnl_memory_destroy(handle) }

    /// Returns the library's status.
    func point(at memory: UnsafeMutableRawPointer) -> dnnl_status_t {
      dnnl_memory_set_data_handle(handle, memory)
    }

    var byteCount: Int { owned?.byteCount ?? 0 }
    var rawBytes: UnsafeRawBufferPointer { owned?.rawBytes ?? .init(start: nil, count: 0) }
    /// The floats it owns.
    var floats: UnsafeMutablePointer<Float>? {
      owned.map { UnsafeMutableRawPointer($0.pointer).assumingMemoryBound(to: Float.self) }
    }
  }
#endif

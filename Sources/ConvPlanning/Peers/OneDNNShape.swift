#if OneDNN
  import COneDNN
  import ConvModel

  /// A description of memory: extents and where each element lies.
  final class OneDNNShape {
    let handle: OpaquePointer

    private init(
      _ describe: (inout OpaquePointer?) -> dnnl_status_t
    ) throws(PlanError) {
      handle = try OneDNN.make("describe memory", describe)
    }

    deinit { lkb_dnnl_shape_free(handle) }

    /// Floats of the library's own order `tag`.
    convenience init(_ extents: [Int], _ tag: dnnl_format_tag_t) throws(PlanError) {
      let extents = extents.map(Int64.init)
      try self.init { lkb_dnnl_tagged(&$0, Int32(extents.count), extents, tag) }
    }

    /// Floats with one stride per axis.
    convenience init(_ extents: [Int], strides: [Int]) throws(PlanError) {
      let (extents, strides) = (extents.map(Int64.init), strides.map(Int64.init))
      try self.init { lkb_dnnl_strided(&$0, Int32(extents.count), extents, strides) }
    }

    /// The first `extents` of a larger tensor.
    convenience init(_ extents: [Int], of whole: OneDNNShape) throws(PlanError) {
      let extents = extents.map(Int64.init)
      try self.init { lkb_dnnl_part(&$0, whole.handle, Int32(extents.count), extents) }
    }

    /// What a primitive asks for.
    convenience init(
      askedBy description: OpaquePointer, _ what: dnnl_query_t
    ) throws(PlanError) {
      try self.init { lkb_dnnl_asked(&$0, description, what) }
    }

    var byteCount: Int { lkb_dnnl_byte_count(handle) }
  }
#endif

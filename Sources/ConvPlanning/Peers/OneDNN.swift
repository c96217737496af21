#if OneDNN
  import COneDNN
  import ConvModel

  /// The library itself: version, engine, and status codes as errors.
  enum OneDNN {
    /// The CPU engine; alive as long as the process.
    struct Session: @unchecked Sendable {
      let engine: OpaquePointer
    }

    private static let opened: Result<Session, PlanError> = {
      do throws(PlanError) { return .success(try open()) } catch { return .failure(error) }
    }()

    static func session() throws(PlanError) -> Session { try opened.get() }

    private static func open() throws(PlanError) -> Session {
      let engine = try make("create a CPU engine") { dnnl_engine_create(&$0, dnnl_cpu, 0) }
      return Session(engine: engine)
    }

    /// Version, threading runtime and the instruction set that the library dispatches to.
    static var library: String {
      guard let version = dnnl_version()?.pointee else { return "unknown version" }
      let runtime = String(cString: dnnl_runtime2str(version.cpu_runtime))
      let set = String(cString: dnnl_cpu_isa2str(dnnl_get_effective_cpu_isa()))
      let number = "\(version.major).\(version.minor).\(version.patch)"
      return "oneDNN \(number), \(runtime), \(set), threads 1"
    }

    /// - Throws: `unavailable`, with the library's word for the status.
    static func check(_ status: dnnl_status_t, _ action: String) throws(PlanError) {
      guard status == dnnl_success else {
        throw .unavailable(algorithm: "onednn", reason: failure(status, action))
      }
    }

    /// One line, with the library's word for the status.
    static func failure(_ status: dnnl_status_t, _ action: String) -> String {
      "oneDNN could not \(action): \(String(cString: dnnl_status2str(status)))"
    }

    /// The object that `create` makes.
    static func make(
      _ action: String, _ create: (inout OpaquePointer?) -> dnnl_status_t
    ) throws(PlanError) -> OpaquePointer {
      var object: OpaquePointer?
      try check(create(&object), action)
      guard let object else {
        throw .unavailable(algorithm: "onednn", reason: "oneDNN could not \(action)")
      }
      return object
    }
  }
#endif

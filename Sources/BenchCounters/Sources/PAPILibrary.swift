#if PAPI
  import CPAPI
  import CShims

  /// libpapi, initialised once for the process.
  struct PAPILibrary: Sendable {
    /// Why the library cannot be used.
    struct Failure: Error {
      let unavailability: CounterUnavailability
    }

    let version: String
    let header: String

    static let shared: Result<PAPILibrary, Failure> = initialise()

    private static func initialise() -> Result<PAPILibrary, Failure> {
      _ = lkb_papi_be_quiet()
      let header = lkb_papi_header_version()
      let version = PAPI_library_init(lkb_papi_current_version())
      guard version > 0 else { return unusable(message(of: version)) }
      guard major(of: version) == major(of: header) else {
        return unusable("library \(text(of: version)) under header \(text(of: header))")
      }
      let threads = lkb_papi_register_threads()
      guard lkb_papi_classify(threads) == LKB_PAPI_OK else {
        return unusable("threads: \(message(of: threads))")
      }
      // The library answers with the header's version where they agree; ask it for its own.
      let own = PAPI_get_opt(PAPI_LIB_VERSION, nil)
      return .success(
        PAPILibrary(version: text(of: own > 0 ? own : version), header: text(of: header)))
    }

    private static func unusable(_ problem: String) -> Result<PAPILibrary, Failure> {
      .failure(Failure(unavailability: .libraryUnusable(problem)))
    }

    private static func major(of version: Int32) -> Int32 { version >> 24 & 0xff }

    private static func text(of version: Int32) -> String {
      "\(major(of: version)).\(version >> 16 & 0xff).\(version >> 8 & 0xff)"
    }

    /// PAPI's own words for a return code.
    static func message(of code: Int32) -> String {
      PAPI_strerror(code).map { String(cString: $0) } ?? "code \(code)"
    }

    /// The reason behind a failed call that concerned an event of `kind`.
    static func diagnose(_ code: Int32, kind: CounterKind) -> CounterUnavailability {
      let failure: PAPIFailure =
        switch lkb_papi_classify(code) {
        case LKB_PAPI_NO_SUCH_EVENT: .noSuchEvent
        case LKB_PAPI_PERMISSION: .permission
        case LKB_PAPI_UNSUPPORTED: .unsupported
        case LKB_PAPI_CONFLICT: .conflict
        case LKB_PAPI_NO_DESCRIPTOR: .noDescriptor
        case LKB_PAPI_SYSTEM: .system
        case LKB_PAPI_DISABLED: .componentDisabled
        default: .other(message(of: code))
        }
      let diagnosis = PerfDiagnosis(support: PerfSupport(), probe: lkb_perf_software_errno())
      return diagnosis.unavailability(after: failure, kind: kind)
    }
  }
#endif

/// What PAPI answered, as far as it tells reasons apart.
package enum PAPIFailure: Hashable, Sendable {
  case noSuchEvent
  case permission
  case unsupported
  case conflict
  case noDescriptor
  case system
  case componentDisabled
  case other(String)
}

/// Finds the reason behind a failure of PAPI, whose codes hide the errno.
///
/// `probe` is the errno of opening the plainest event there is (0 when that works): PAPI answers "no
/// such event" for many a failure that concerns every event.
package struct PerfDiagnosis: Sendable {
  package let support: PerfSupport
  package let probe: Int32

  package init(support: PerfSupport, probe: Int32) {
    self.support = support
    self.probe = probe
  }

  package func unavailability(
    after failure: PAPIFailure, kind: CounterKind
  ) -> CounterUnavailability {
    if let cause = PerfErrno.cause(of: probe, kind: .software, support: support) { return cause }
    switch failure {
    case .noDescriptor: return .descriptorLimit(support.descriptorLimit)
    // User mode may be counted, or the probe had failed: so it is kernel mode that is refused.
    case .permission: return .kernelModeDenied(paranoid: support.paranoid)
    case .system: return .sourceFailure("PAPI reports a failed system call")
    case .other(let text): return .sourceFailure("PAPI: \(text)")
    case _ where kind == .hardware && support.missingUnit == .noHardwareUnit:
      return .noHardwareUnit
    case .noSuchEvent: return (kind == .hardware ? support.missingUnit : nil) ?? .noSuchEvent
    case .unsupported: return .unsupportedByUnit
    case .componentDisabled: return .sourceFailure("PAPI has disabled the event's component")
    case .conflict: return .conflict(watchdogCounts: support.watchdogCounts ?? false)
    }
  }
}

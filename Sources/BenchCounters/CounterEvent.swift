/// Who raises an event: the processor's counting unit or the kernel.
package enum CounterKind: String, Sendable, Codable, CaseIterable {
  case hardware
  case software
}

/// One countable event under the name that its source gives it (`perf::PAGE-FAULTS`).
package struct CounterEvent: Hashable, Sendable {
  package let name: String
  package let kind: CounterKind
  /// Whether a count of 0 over known work says nothing against it.
  package let mayBeZero: Bool

  package init(name: String, kind: CounterKind, mayBeZero: Bool = false) {
    self.name = name
    self.kind = kind
    self.mayBeZero = mayBeZero
  }
}

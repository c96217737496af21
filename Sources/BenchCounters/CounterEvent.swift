/// Who raises an event: the processor's counting unit or the kernel.
package enum CounterKind: String, Sendable, Codable, CaseIterable {
  case hardware
  case software
}

/// One countable event under the name that its source gives it (`perf::PAGE-FAULTS`).
package struct CounterEvent: Hashable, Sendable {
  package let name: String
  package let kind: CounterKind

  package init(name: String, kind: CounterKind) {
    self.name = name
    self.kind = kind
  }
}

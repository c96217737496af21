/// How a layer of the gate, or the gate as a whole, ended.
package enum GateOutcome: String, Codable, CaseIterable, Sendable, Comparable {
  case passed
  case skipped
  case inconclusive
  case incomparable
  case regression
  case failed

  /// By how much attention it needs: the outcome of several is the largest of them.
  package static func < (left: GateOutcome, right: GateOutcome) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// Everything a gate found, for every format; no format knows a layer by its name.
package struct GateReport: Encodable, Hashable, Sendable {
  /// Version of the layout of the JSON; `Benchmarks/Schemas/gate.schema.json` describes it.
  package static let schemaVersion = 1

  package let schema = GateReport.schemaVersion
  /// The command that made it: `gate` or `compare`.
  package var command = "gate"
  package var version: String
  package var startedAt: String
  package var machineName: String
  package var machineFingerprint: String
  package var suite: String
  /// What head is compared with; `nil` where no layer compares builds.
  package var base: String?
  package var head: String
  package var exitCode: Int
  package var layers: [GateLayerReport]

  package init(
    version: String, startedAt: String, machineName: String, machineFingerprint: String,
    suite: String, base: String?, head: String, exitCode: Int, layers: [GateLayerReport]
  ) {
    self.version = version
    self.startedAt = startedAt
    self.machineName = machineName
    self.machineFingerprint = machineFingerprint
    self.suite = suite
    self.base = base
    self.head = head
    self.exitCode = exitCode
    self.layers = layers
  }

  /// The worst of the layers' outcomes; skipped only where every layer was.
  package var outcome: GateOutcome {
    layers.map(\.outcome).filter { $0 != .skipped }.max() ?? .skipped
  }
}

/// What one layer found.
package struct GateLayerReport: Hashable, Sendable {
  /// Stable word: `invariants`, `time`.
  package var id: String
  package var title: String
  package var outcome: GateOutcome
  /// Why the layer as a whole has no better outcome.
  package var reason: String?
  /// Settings and findings of the layer as a whole.
  package var facts: [GateFigure]
  package var cases: [GateCaseReport]

  package init(
    id: String, title: String, outcome: GateOutcome, reason: String? = nil,
    facts: [GateFigure] = [], cases: [GateCaseReport] = []
  ) {
    self.id = id
    self.title = title
    self.outcome = outcome
    self.reason = reason
    self.facts = facts
    self.cases = cases
  }
}

/// What a layer says of one case.
package struct GateCaseReport: Hashable, Sendable {
  package var id: String
  /// The layer's word: `regression`, `same`, `changed`, ….
  package var verdict: String
  /// What the word means to somebody who does not know the layer.
  package var outcome: GateOutcome
  package var reason: String?
  package var figures: [GateFigure]

  package init(
    id: String, verdict: String, outcome: GateOutcome, reason: String? = nil,
    figures: [GateFigure] = []
  ) {
    self.id = id
    self.verdict = verdict
    self.outcome = outcome
    self.reason = reason
    self.figures = figures
  }
}

/// A value that describes itself: a key for files, a title and a text for people.
package struct GateFigure: Hashable, Sendable {
  package enum Value: Hashable, Sendable {
    case number(Double)
    case text(String)
    /// Not measured.
    case none

    fileprivate var text: String {
      switch self {
      case .number(let number): NumberText.significant(number)
      case .text(let text): text
      case .none: ""
      }
    }
  }

  /// Snake case with the unit as its suffix.
  package let key: String
  /// Heading of its column; `nil` keeps it out of tables.
  package let title: String?
  package let value: Value
  /// What a table shows.
  package let text: String

  package init(_ key: String, title: String? = nil, _ value: Value, text: String? = nil) {
    self.key = key
    self.title = title
    self.value = value
    self.text = text ?? value.text
  }

  /// A number, or nothing where it is `nil` or not finite.
  package static func number(
    _ key: String, title: String? = nil, _ number: Double?, text: (Double) -> String
  ) -> GateFigure {
    guard let number, number.isFinite else { return GateFigure(key, title: title, .none) }
    return GateFigure(key, title: title, .number(number), text: text(number))
  }
}

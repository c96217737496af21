import BenchRecords

extension GateReport {
  enum CodingKeys: String, CodingKey {
    case schema
    case command
    case version
    case startedAt = "started_at"
    case machineName = "machine_name"
    case machineFingerprint = "machine_fingerprint"
    case suite
    case base
    case head
    case outcome
    case exitCode = "exit_code"
    case layers
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(command, forKey: .command)
    try container.encode(version, forKey: .version)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(machineName, forKey: .machineName)
    try container.encode(machineFingerprint, forKey: .machineFingerprint)
    try container.encode(suite, forKey: .suite)
    try container.encode(base, forKey: .base)
    try container.encode(head, forKey: .head)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(exitCode, forKey: .exitCode)
    try container.encode(layers, forKey: .layers)
  }

  /// The report as JSON, keys sorted, ended by a line feed.
  package var json: String { JSONText.document(self) }
}

extension GateLayerReport: Encodable {
  enum CodingKeys: String, CodingKey {
    case id, title, outcome, reason, facts, cases
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(title, forKey: .title)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(reason, forKey: .reason)
    try container.encode(FigureObject(figures: facts), forKey: .facts)
    try container.encode(cases, forKey: .cases)
  }
}

extension GateCaseReport: Encodable {
  enum CodingKeys: String, CodingKey {
    case id, verdict, outcome, reason, figures
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(reason, forKey: .reason)
    try container.encode(FigureObject(figures: figures), forKey: .figures)
  }
}

/// Figures as one object, `null` for what was not measured.
private struct FigureObject: Encodable {
  let figures: [GateFigure]

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for figure in figures {
      let key = Key(stringValue: figure.key)
      switch figure.value {
      case .number(let number) where number.isFinite: try container.encode(number, forKey: key)
      case .text(let text): try container.encode(text, forKey: key)
      case .number, .none: try container.encodeNil(forKey: key)
      }
    }
  }
}

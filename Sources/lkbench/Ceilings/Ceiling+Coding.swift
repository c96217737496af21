/// In JSON the figure stands under the name of its unit, where charts look for it.
extension Ceiling: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }

    static let name = Key("name")
    static let threads = Key("threads")
    static let low = Key("ci_low")
    static let high = Key("ci_high")
    static let deviation = Key("relative_deviation")
    static let workingSet = Key("working_set_bytes")
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    guard let unit = CeilingUnit.allCases.first(where: { fields.contains(Key($0.rawValue)) }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a ceiling without a figure"))
    }
    name = try fields.decode(String.self, forKey: .name)
    threads = try fields.decode(Int.self, forKey: .threads)
    self.unit = unit
    value = try fields.decode(Double.self, forKey: Key(unit.rawValue))
    low = try fields.decode(Double.self, forKey: .low)
    high = try fields.decode(Double.self, forKey: .high)
    deviation = try fields.decode(Double.self, forKey: .deviation)
    workingSetBytes = try fields.decodeIfPresent(Int.self, forKey: .workingSet)
    guard value > 0, value.isFinite, threads >= 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a ceiling that is not positive"))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(threads, forKey: .threads)
    try fields.encode(value, forKey: Key(unit.rawValue))
    try fields.encode(low, forKey: .low)
    try fields.encode(high, forKey: .high)
    try fields.encode(deviation, forKey: .deviation)
    try fields.encodeIfPresent(workingSetBytes, forKey: .workingSet)
  }
}

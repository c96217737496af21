import BenchCounters
import BenchModel
import Testing

@Suite("A formula")
struct FormulaTests {
  static let units: [String: Dimension] = [
    "papi_a": .count, "papi_b": .count, "papi_flops": .flops, "x_joules": .joules,
  ]

  private func formula(_ text: String) throws(CounterError) -> Formula {
    try Formula(text, at: TextPosition(file: "g.yaml", line: 3, column: 10))
  }

  private func dimension(_ name: String) -> Dimension? {
    Self.units[name] ?? KnownQuantity(rawValue: name)?.dimension
  }

  @Test(
    "follows precedence, signs and parentheses",
    arguments: [
      ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("8 / 4 / 2", 1), ("2 - 3 - 4", -5), ("-2 * -3", 6),
      ("1 - -1", 2), ("0.5", 0.5), ("  ( 7 )", 7), ("1000 * a / b", 2500), ("a - b * 2", 1),
    ] as [(String, Double)])
  func value(_ text: String, _ expected: Double) throws {
    let result = try formula(text).evaluate(in: .ratio) {
      FormulaValue($0 == "a" ? 5 : 2, .ok)
    }
    #expect(result == FormulaValue(expected, .ok))
  }

  @Test("converts into the unit of its metric")
  func units() throws {
    func value(_ text: String, _ unit: MetricUnit) throws -> Double? {
      let formula = try formula(text)
      try formula.check(unit: unit, dimension: dimension)
      let known = KnownQuantities(
        time: 4, usefulFlops: 24, executedFlops: 48, compulsoryBytes: 128)
      return formula.evaluate(in: unit) { name in
        let value = KnownQuantity(rawValue: name).flatMap { known[$0] } ?? 6
        return FormulaValue(value, .ok)
      }.value
    }
    #expect(try value("papi_flops / time_ns", .gigaflopsPerSecond) == 1.5)
    #expect(try value("line_bytes * papi_a / time_ns", .gigabytesPerSecond) == 96)
    #expect(try value("line_bytes * papi_a / time_ns", .bytesPerSecond) == 96e9)
    #expect(try value("line_bytes * papi_a / useful_flops", .bytesPerFlop) == 16)
    #expect(try value("line_bytes * papi_a / compulsory_bytes", .ratio) == 3)
    #expect(try value("flop * papi_a", .flops) == 6)
    #expect(try value("microjoule * papi_a", .joules) == 6e-6)
    #expect(try value("x_joules / time_ns", .watts) == 1.5e9)
    #expect(try value("useful_flops / x_joules", .gigaflopsPerWatt) == 4e-9)
  }

  @Test(
    "that does not come out in its unit is refused where it stands",
    arguments: [
      (
        "papi_a / papi_b", .count,
        "g.yaml:3:10: 'papi_a / papi_b' is in a plain number, but unit count is count"
      ),
      ("papi_a", .ratio, "is in count, but unit ratio is a plain number"),
      ("papi_a + papi_flops", .count, "g.yaml:3:17: '+' between count and flops"),
      ("papi_a - 1", .count, "g.yaml:3:17: '-' between count and a plain number"),
      ("papi_flops * time_ns", .gigaflopsPerSecond, "is in ns*flops, but unit gflops is flops/ns"),
      ("64 * papi_a", .bytes, "is in count, but unit bytes is bytes"),
      ("1 / papi_a", .ratio, "is in 1/count, but unit ratio is a plain number"),
      ("papi_a / papi_c", .ratio, "g.yaml:3:19: 'papi_c' is no metric above this one"),
    ] as [(String, MetricUnit, String)])
  func wrongUnits(_ text: String, _ unit: MetricUnit, _ message: String) throws {
    let formula = try formula(text)
    let error = #expect(throws: CounterError.self) {
      try formula.check(unit: unit, dimension: dimension)
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test(
    "that is none is refused where it goes wrong",
    arguments: [
      ("", "g.yaml:3:10: the end in a formula where a number, a name or '(' must be"),
      ("1 +", "g.yaml:3:13: the end in a formula where a number"),
      ("(1", "g.yaml:3:12: the end in a formula where ')' must be"),
      ("1 2", "g.yaml:3:12: '2' in a formula where an operator or the end must be"),
      ("1)", "g.yaml:3:11: ')' in a formula where an operator or the end must be"),
      ("a % b", "g.yaml:3:12: '%' in a formula"),
      ("1.2.3", "g.yaml:3:10: '1.2.3' is no number"),
      ("f(1)", "g.yaml:3:11: '(' in a formula"),
      ("A", "g.yaml:3:10: 'A' in a formula"),
      (String(repeating: "(", count: 100), "the formula is nested too deeply"),
    ])
  func malformed(_ text: String, _ message: String) {
    let error = #expect(throws: CounterError.self) { try formula(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("is as trustworthy as its least trusted input, and has no value where one is missing")
  func trust() throws {
    let formula = try formula("(a + b) / c")
    func result(_ c: FormulaValue, _ b: FormulaValue = FormulaValue(1, .ok)) -> FormulaValue {
      formula.evaluate(in: .ratio) { $0 == "c" ? c : $0 == "b" ? b : FormulaValue(3, .ok) }
    }
    #expect(result(FormulaValue(2, .ok)) == FormulaValue(2, .ok))
    #expect(result(FormulaValue(2, .multiplexed)) == FormulaValue(2, .multiplexed))
    #expect(
      result(FormulaValue(2, .multiplexed), FormulaValue(1, .unverified))
        == FormulaValue(2, .unverified))
    #expect(result(FormulaValue(nil, .denied)) == FormulaValue(nil, .denied))
    #expect(
      result(FormulaValue(nil, .unsupported), FormulaValue(1, .unverified))
        == FormulaValue(nil, .unsupported))
    #expect(result(FormulaValue(0, .ok)) == FormulaValue(nil, .unverified))
    #expect(formula.names == ["a", "b", "c"])
  }

  @Test("finds every known quantity by a name that no metric key can have")
  func quantities() {
    let sources = CounterCatalog.all.map { $0.id + "_" }
    for quantity in KnownQuantity.allCases {
      #expect(!sources.contains { quantity.rawValue.hasPrefix($0) })
    }
    #expect(KnownQuantities.none[.time] == nil && KnownQuantities.none[.lineBytes] == 64)
  }
}

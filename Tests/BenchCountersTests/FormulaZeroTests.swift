import BenchCounters
import BenchModel
import Testing

@Suite("A formula that divides by zero")
struct FormulaZeroTests {
  @Test(
    "has no value, even where an infinity on the way would lead back to a number",
    arguments: ["a / b", "a / (a / b)", "b / (a / b) + a", "a - a / (a / (a - a))"])
  func value(_ text: String) throws {
    let formula = try Formula(text, at: TextPosition(file: "g.yaml", line: 1, column: 1))
    let result = formula.evaluate(in: .ratio) { FormulaValue($0 == "a" ? 5 : 0, .ok) }
    #expect(result == FormulaValue(nil, .unverified))
  }
}

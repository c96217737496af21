import BenchModel

/// What is wrong with a formula, and how many characters into it.
struct FormulaProblem: Error {
  let offset: Int
  let problem: String
}

/// The tree of a formula; offsets count characters from its beginning.
indirect enum FormulaNode: Hashable, Sendable {
  case number(Double)
  case name(String, offset: Int)
  case operation(FormulaOperator, FormulaNode, FormulaNode, offset: Int)

  func visitNames(_ visit: (String) -> Void) {
    switch self {
    case .number: break
    case .name(let name, _): visit(name)
    case .operation(_, let left, let right, _):
      left.visitNames(visit)
      right.visitNames(visit)
    }
  }

  func dimension(_ known: (String) -> Dimension?) throws(FormulaProblem) -> Dimension {
    switch self {
    case .number: return .number
    case .name(let name, let offset):
      if let dimension = known(name) { return dimension }
      let quantities = KnownQuantity.allCases.map(\.rawValue).joined(separator: ", ")
      throw FormulaProblem(
        offset: offset,
        problem: "'\(name)' is no metric above this one, no count of this group and none of: "
          + quantities)
    case .operation(let sign, let left, let right, let offset):
      let (first, second) = (try left.dimension(known), try right.dimension(known))
      switch sign {
      case .times: return first * second
      case .over: return first / second
      case .plus, .minus:
        guard first == second else {
          throw FormulaProblem(
            offset: offset,
            problem: "'\(sign.rawValue)' between \(first) and \(second)")
        }
        return first
      }
    }
  }

  func evaluate(_ input: (String) -> FormulaValue) -> FormulaValue {
    switch self {
    case .number(let value): FormulaValue(value, .ok)
    case .name(let name, _): input(name)
    case .operation(let sign, let left, let right, _):
      left.evaluate(input).combined(with: right.evaluate(input), sign.apply)
    }
  }
}

enum FormulaOperator: Character, Hashable, Sendable {
  case plus = "+"
  case minus = "-"
  case times = "*"
  case over = "/"

  /// `nil` where there is no result.
  func apply(_ left: Double, _ right: Double) -> Double? {
    switch self {
    case .plus: left + right
    case .minus: left - right
    case .times: left * right
    case .over: right == 0 ? nil : left / right
    }
  }
}

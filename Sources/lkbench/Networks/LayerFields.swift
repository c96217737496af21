import ConvModel

/// The fields of one layer of a list.
struct LayerFields {
  let fields: [String: SuiteField]
  /// The layer, for complaints about what is missing.
  let item: SuiteField
  /// Names that channel expressions may use besides `C` and `classes`.
  let ratios: [String]

  /// A small positive number; required without `fallback`.
  func number(_ name: String, _ fallback: Int? = nil) throws(SuiteError) -> Int {
    guard let field = fields[name] else {
      guard let fallback else { throw item.error("the layer has no '\(name)'") }
      return fallback
    }
    return try field.value(name, "a number from 1 to \(NetworkLimits.smallKernel)") { text in
      ListParsing.natural(text).flatMap { (1...NetworkLimits.smallKernel).contains($0) ? $0 : nil }
    }
  }

  func padding() throws(SuiteError) -> Int {
    try fields["padding"]?.value("padding", "a number from 0 to \(NetworkLimits.smallKernel)") {
      text in
      ListParsing.natural(text).flatMap { $0 <= NetworkLimits.smallKernel ? $0 : nil }
    } ?? 0
  }

  /// True when it is not given.
  func flag(_ name: String) throws(SuiteError) -> Bool {
    try fields[name]?.value(name, "true or false", Bool.init) ?? true
  }

  func real(_ name: String, _ fallback: Double) throws(SuiteError) -> Double {
    try fields[name]?.value(name, "a number of at least 0 and below 1") { text in
      Double(text).flatMap { $0 >= 0 && $0 < 1 ? $0 : nil }
    } ?? fallback
  }

  func channels(_ name: String) throws(SuiteError) -> ChannelExpression {
    guard let field = fields[name] else { throw item.error("the layer has no '\(name)'") }
    let expression = try field.value(name, ChannelExpression.grammar, ChannelExpression.init)
    let known = [ChannelExpression.width, ChannelExpression.classes] + ratios
    for used in expression.names where !known.contains(used) {
      let near = nearestNames(to: used, among: known).joined(separator: ", ")
      throw field.error("unknown name '\(used)' in '\(expression)'; nearest: \(near)")
    }
    return expression
  }
}

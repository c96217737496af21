/// Reads a callgrind output file line by line.
struct CallgrindParser {
  private var line = 0
  private var events: [String] = []
  private var positions = ["line"]
  private var totals: [Int]?
  private var sum: [Int] = []

  /// Names by number, one table per kind of name.
  private var names: [Kind: [Int: String]] = [:]
  private enum Kind { case object, function, file }

  private struct Key: Hashable {
    let object: String
    let symbol: String
  }
  private var object = "???"
  private var function: Key?
  private var order: [Key] = []
  private var costs: [Key: (own: [Int], called: [Int])] = [:]
  private var instructions: [String: [UInt64: [Int]]] = [:]
  /// Sub-positions of the last cost line, which the next may be relative to.
  private var last: [UInt64] = [0]
  /// Whether the next cost line is that of a call.
  private var isCall = false

  mutating func parse(_ text: String) throws(CallgrindError) -> CallgrindProfile {
    for content in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      line += 1
      if content.isEmpty || content.hasPrefix("#") { continue }
      try read(content)
    }
    guard !events.isEmpty else { throw CallgrindError(line: 0, problem: "it names no events") }
    guard let totals else {
      throw CallgrindError(line: 0, problem: "it ends without totals, as a killed run's does")
    }
    guard totals == sum else {
      throw CallgrindError(
        line: 0, problem: "its functions do not add up to its totals (\(sum) and \(totals))")
    }
    let functions = order.map { key in
      let (own, called) = costs[key] ?? (padded([]), padded([]))
      return CallgrindProfile.Function(
        object: key.object, symbol: key.symbol, selfCost: own,
        inclusiveCost: zip(own, called).map(+))
    }
    return CallgrindProfile(
      events: events, totals: totals, functions: functions, instructions: instructions)
  }

  private mutating func read(_ content: Substring) throws(CallgrindError) {
    if let first = content.first, first.isWholeNumber || "+-*".contains(first) {
      try readCost(content)
    } else if let equals = content.firstIndex(of: "="), !content[..<equals].contains(":") {
      try readName(content[..<equals], content[content.index(after: equals)...])
    } else if let colon = content.firstIndex(of: ":") {
      try readHeader(content[..<colon], content[content.index(after: colon)...])
    } else {
      throw damage("'\(content.prefix(40))' is neither a name nor a cost")
    }
  }

  private mutating func readHeader(
    _ key: Substring, _ value: Substring
  ) throws(CallgrindError) {
    let words = value.split(separator: " ").map(String.init)
    switch key {
    case "events":
      guard !words.isEmpty, events.isEmpty || events == words else {
        throw damage("a second list of events")
      }
      events = words
      sum = padded([])
    case "positions":
      guard !words.isEmpty else { throw damage("no positions are named") }
      positions = words
      last = Array(repeating: 0, count: words.count)
    case "totals":
      totals = try values(words[...])
    default: break
    }
  }

  private mutating func readName(
    _ key: Substring, _ value: Substring
  ) throws(CallgrindError) {
    switch key {
    case "ob": object = try name(value, .object)
    case "fn":
      let symbol = try name(value, .function)
      let key = Key(object: object, symbol: symbol)
      function = key
      if costs[key] == nil {
        costs[key] = (padded([]), padded([]))
        order.append(key)
      }
    case "fl", "fi", "fe", "cfi", "cfl", "jfi": _ = try name(value, .file)
    case "cob": _ = try name(value, .object)
    case "cfn", "jfn": _ = try name(value, .function)
    case "calls":
      guard let count = value.split(separator: " ").first, Int(count) != nil else {
        throw damage("calls='\(value.prefix(40))' begins with no number")
      }
      isCall = true
    case "jump", "jcnd": break
    default: throw damage("'\(key.prefix(20))=' is no key of the format")
    }
  }

  /// A name, or the number of one, or both: `(3) memset`, `(3)`.
  private mutating func name(
    _ value: Substring, _ kind: Kind
  ) throws(CallgrindError) -> String {
    guard value.hasPrefix("("), let end = value.firstIndex(of: ")"),
      let number = Int(value[value.index(after: value.startIndex)..<end])
    else { return String(value) }
    let text = value[value.index(after: end)...].drop { $0 == " " }
    if !text.isEmpty {
      names[kind, default: [:]][number] = String(text)
      return String(text)
    }
    guard let known = names[kind]?[number] else {
      throw damage("number (\(number)) was given no name before")
    }
    return known
  }

  private mutating func readCost(_ content: Substring) throws(CallgrindError) {
    let words = content.split(separator: " ").map(String.init)
    guard !events.isEmpty else { throw damage("a cost before the list of events") }
    guard words.count >= positions.count else { throw damage("fewer fields than positions") }
    for index in positions.indices { last[index] = try position(words[index], after: last[index]) }
    let cost = try values(words.dropFirst(positions.count))
    guard let function else { throw damage("a cost before the first function") }
    let zeros = padded([])
    defer { isCall = false }
    if isCall {
      Self.add(cost, to: &costs[function, default: (zeros, zeros)].called)
      return
    }
    Self.add(cost, to: &costs[function, default: (zeros, zeros)].own)
    Self.add(cost, to: &sum)
    if let index = positions.firstIndex(of: "instr") {
      let address = last[index]
      Self.add(cost, to: &instructions[object, default: [:]][address, default: zeros])
    }
  }

  /// A sub-position: a number, `+n` or `-n` from the last one, or `*` for the same.
  private func position(_ word: String, after last: UInt64) throws(CallgrindError) -> UInt64 {
    if word == "*" { return last }
    let sign = word.first
    let digits = sign == "+" || sign == "-" ? word.dropFirst() : word[...]
    guard let number = Self.number(digits) else { throw damage("'\(word)' is no position") }
    let (result, overflow) =
      switch sign {
      case "+": last.addingReportingOverflow(number)
      case "-": last.subtractingReportingOverflow(number)
      default: (number, false)
      }
    if overflow { throw damage("position '\(word)' leads out of range") }
    return result
  }

  private static func number(_ digits: Substring) -> UInt64? {
    digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
  }

  /// Costs as numbers; those left out at the end are 0.
  private func values(_ words: ArraySlice<String>) throws(CallgrindError) -> [Int] {
    guard words.count <= events.count else { throw damage("more costs than events") }
    var result: [Int] = []
    for word in words {
      guard let value = Int(word), value >= 0 else { throw damage("'\(word)' is no cost") }
      result.append(value)
    }
    return padded(result)
  }

  private func padded(_ costs: [Int]) -> [Int] {
    costs + Array(repeating: 0, count: max(0, events.count - costs.count))
  }

  private static func add(_ cost: [Int], to sum: inout [Int]) {
    for index in cost.indices { sum[index] &+= cost[index] }
  }

  private func damage(_ problem: String) -> CallgrindError {
    CallgrindError(line: line, problem: problem)
  }
}

extension CallgrindProfile {
  /// Reads the text of a callgrind output file, with or without compressed names and positions.
  package init(parsing text: String) throws(CallgrindError) {
    var parser = CallgrindParser()
    self = try parser.parse(text)
  }
}

import ConvModel
import ConvPlanning

/// Readers of one option each; no value at all gives `nil`.
extension SelectionAxes {
  /// Comma lists of which `read` takes every element.
  static func list<Value: Hashable>(
    _ values: [String], _ option: String, _ grammar: String, _ read: (String) -> Value?
  ) throws(SelectionError) -> [Value]? {
    guard !values.isEmpty else { return nil }
    var result: [Value] = []
    for element in ListParsing.elements(values) {
      guard let value = read(element) else {
        throw .malformed(option: option, value: element, expected: grammar)
      }
      result.append(value)
    }
    return result.uniqued()
  }

  /// Names of which each must be known.
  static func names(
    _ values: [String], _ option: String, among known: [String]
  ) throws(SelectionError) -> [String]? {
    guard !values.isEmpty else { return nil }
    let elements = ListParsing.elements(values)
    for element in elements where !known.contains(element) {
      throw .unknown(option: option, name: element, near: nearestNames(to: element, among: known))
    }
    return elements.uniqued()
  }

  /// Words of a type's raw values.
  static func words<Word: RawRepresentable & CaseIterable & Hashable>(
    _ values: [String], _ option: String
  ) throws(SelectionError) -> [Word]? where Word.RawValue == String {
    try names(values, option, among: Word.allCases.map(\.rawValue))?
      .compactMap(Word.init(rawValue:))
  }

  /// Positive numbers.
  static func counts(_ values: [String], _ option: String) throws(SelectionError) -> [Int]? {
    try list(values, option, "numbers of at least 1, such as 1,2") { element in
      ListParsing.natural(element).flatMap { $0 > 0 ? $0 : nil }
    }
  }

  /// Kernel sizes, each odd.
  static func kernels(_ values: [String]) throws(SelectionError) -> [Int]? {
    let lists = try list(values, "--kernel", ListParsing.kernelGrammar, ListParsing.kernels)
    guard let sizes = lists?.flatMap({ $0 }) else { return nil }
    for size in sizes where size % 2 == 0 {
      throw .malformed(option: "--kernel", value: "\(size)", expected: "a positive odd number")
    }
    return sizes.uniqued()
  }

  /// `auto`, `measured`, ids, and `all`, which becomes every id there is.
  static func algorithms(_ values: [String]) throws(SelectionError) -> [AlgorithmChoice]? {
    let known = ["auto", "measured", "all"] + AlgorithmCatalog.ids
    return try names(values, "--algorithm", among: known)?.flatMap { name -> [AlgorithmChoice] in
      switch name {
      case "auto": [.auto]
      case "measured": [.measured]
      case "all": AlgorithmCatalog.ids.map(AlgorithmChoice.fixed)
      default: [.fixed(name)]
      }
    }.uniqued()
  }

  /// Ids of algorithms to compare with, or `none` alone.
  static func peers(_ values: [String]) throws(SelectionError) -> [String]? {
    if ListParsing.elements(values) == [PeerCases.none] { return [] }
    return try names(values, "--versus", among: AlgorithmCatalog.ids)
  }
}

extension Sequence where Element: Hashable {
  /// The elements without repetitions, each at its first place.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

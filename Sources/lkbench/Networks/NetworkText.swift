import ConvModel
import Foundation

/// Readers of the small texts that options and network files share; `nil` where the text is wrong.
enum NetworkText {
  static let inputGrammar = "a side in pixels, or HxW"
  static let ratioGrammar = "a number such as 4, 1.3 or 3/8"
  static let shareGrammar = "a share of the channels such as 3/8, at most 1"
  static let kernelGrammar =
    "one odd size for all stages, or one per stage, such as 51,49,47,13; blocks take 13/3 in turn"
  static let sparsityGrammar =
    "a share of at least 0 and below 1, or layers with a share, such as 0.4,head=0,dw=0.6"
  /// Stands for every layer where parts of layer names are expected.
  static let allLayers = "all"

  /// `224` or `320x640`.
  static func input(_ text: String) -> (height: Int, width: Int)? {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { ListParsing.natural($0) }
    guard numbers.count == parts.count, numbers.allSatisfy({ $0 > 0 }) else { return nil }
    switch numbers.count {
    case 1: return (numbers[0], numbers[0])
    case 2: return (numbers[0], numbers[1])
    default: return nil
    }
  }

  /// `7`, or `3,13,13/3,13`.
  static func kernels(_ text: String) -> [[Int]]? {
    let stages = text.split(separator: ",", omittingEmptySubsequences: false).map { stage in
      stage.split(separator: "/", omittingEmptySubsequences: false)
        .map { SuiteOptions.odd($0.trimmingCharacters(in: .whitespaces)) }
    }
    let sizes = stages.map { $0.compactMap(\.self) }
    return zip(sizes, stages).allSatisfy { $0.count == $1.count } ? sizes : nil
  }

  static func sparsity(_ text: String) -> Double? {
    Double(text).flatMap { $0 >= 0 && $0 < 1 ? abs($0) : nil }
  }

  /// `0.4`, `stem=0`, or several of them with commas between.
  static func sparsities(_ text: String) -> LayerSparsities? {
    var result = LayerSparsities.none
    for element in ListParsing.elements([text]) {
      let parts = element.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      switch parts.count {
      case 1:
        guard result.all == nil, let share = sparsity(parts[0]) else { return nil }
        result.all = share
      case 2:
        guard !parts[0].isEmpty, let share = sparsity(parts[1]) else { return nil }
        result.exceptions.append(.init(pattern: parts[0], sparsity: share))
      default: return nil
      }
    }
    return result
  }

  /// A ratio of at most 1.
  static func share(_ text: String) -> Ratio? {
    Ratio(text).flatMap { $0.numerator <= $0.denominator ? $0 : nil }
  }
}

import ConvModel
import Foundation

/// Readers of the small texts that options and suite files share.
///
/// Each gives `nil` where the text is wrong, so that the caller can name the option or the line.
enum ListParsing {
  /// What a list of kernel sizes looks like, for messages.
  static let kernelGrammar = "odd sizes and ranges first:last[:step], such as 7,31,51 or 7:101:2"
  static let shapeGrammar = "channels, height and width as CxHxW, such as 96x56x56"
  static let shareGrammar = "a number of channels, or a share such as 3/8"
  static let maskGrammar = "uniform, erk, grown:STEPS or a .npy file"

  /// The longest range that is expanded; more is a typing error.
  private static let longestRange = 10_000

  /// Elements of comma lists, in order; empty elements are kept, to be complained about.
  static func elements(_ lists: [String]) -> [String] {
    lists.flatMap { list in
      list.split(separator: ",", omittingEmptySubsequences: false).map { element in
        element.trimmingCharacters(in: .whitespaces)
      }
    }
  }

  /// `text` as decimal digits only; no sign, no blank.
  static func natural(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  /// One element of a kernel list: `31`, `7:101` or `7:101:4`; a range without step takes odd sizes.
  static func kernels(_ element: String) -> [Int]? {
    let parts = element.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { natural($0) }
    guard numbers.count == parts.count else { return nil }
    switch numbers.count {
    case 1: return numbers
    case 2, 3:
      let step = numbers.count == 3 ? numbers[2] : 2
      guard step > 0, numbers[0] <= numbers[1],
        (numbers[1] - numbers[0]) / step < longestRange
      else { return nil }
      return Array(stride(from: numbers[0], through: numbers[1], by: step))
    default: return nil
    }
  }

  /// `CxHxW`.
  static func shape(_ element: String) -> MapShape? {
    let parts = element.split(separator: "x", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { natural($0) }
    guard parts.count == 3, numbers.count == 3 else { return nil }
    return MapShape(channels: numbers[0], height: numbers[1], width: numbers[2])
  }

  /// `46` or `3/8`.
  static func share(_ text: String) -> ChannelShare? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { natural($0) }
    guard numbers.count == parts.count else { return nil }
    switch numbers.count {
    case 1: return .count(numbers[0])
    case 2:
      guard numbers[0] >= 1, numbers[0] <= numbers[1] else { return nil }
      return .fraction(numbers[0], of: numbers[1])
    default: return nil
    }
  }

  /// A mask method by name; files are not read here.
  static func maskMethod(_ text: String) -> MaskMethod? {
    switch text {
    case "uniform": return .uniform
    case "erk": return .erk
    default:
      let prefix = "grown:"
      guard text.hasPrefix(prefix), let steps = natural(text.dropFirst(prefix.count)), steps > 0
      else { return nil }
      return .pruneAndGrow(steps: steps)
    }
  }
}

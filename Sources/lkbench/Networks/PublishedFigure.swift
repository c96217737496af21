import BenchRecords
import ConvModel
import Foundation

/// One row of `published.csv`: what a source prints, and with which options we reproduce it.
struct PublishedFigure {
  let model: String
  let input: String
  let kernels: String
  /// Millions of parameters, as printed; `nil` where none are.
  let params: PrintedNumber?
  /// Milliards of multiply-accumulates, as printed.
  let macs: PrintedNumber?
  let source: String
  /// Whether the number was read in its source, not recalled.
  let isVerified: Bool
  /// Options of `lkbench models`; empty for what is not modelled.
  let options: [String]
  /// Why our number of parameters is known to deviate; empty for no known reason.
  let paramsException: String
  let macsException: String
  /// Why the row is not modelled; empty where it is.
  let reasonNotModelled: String

  /// Reads the rows of the file.
  static func read(_ path: String) throws -> [PublishedFigure] {
    let file = try CSVFile(try FileSystem.read(path), path: path)
    guard let header = file.rows.first?.cells else {
      throw RecordError.damaged(path: path, line: nil, what: "it is empty")
    }
    let missing = Column.allCases.map(\.rawValue).filter { !header.contains($0) }
    guard missing.isEmpty else { throw RecordError.missingColumns(path: path, columns: missing) }
    return try file.rows.dropFirst().map { row in
      guard row.cells.count == header.count else {
        throw RecordError.damaged(
          path: path, line: row.line, what: "\(row.cells.count) cells, not \(header.count)")
      }
      return try PublishedFigure(
        Dictionary(zip(header, row.cells)) { first, _ in first }, path: path, line: row.line)
    }
  }

  private enum Column: String, CaseIterable {
    case model, input, kernels = "kernel_sizes", params = "params_M", macs = "flops_G", source,
      verified, options, paramsException = "params_exception", macsException = "flops_exception",
      reason = "not_modelled"
  }

  private init(_ cells: [String: String], path: String, line: Int) throws {
    func cell(_ column: Column) -> String { cells[column.rawValue] ?? "" }
    func wrong(_ column: Column, _ expected: String) -> RecordError {
      .wrongCell(
        path: path, line: line, column: column.rawValue, found: cell(column), expected: expected)
    }
    func number(_ column: Column, exponent: Int) throws -> PrintedNumber? {
      if cell(column).isEmpty { return nil }
      guard let number = PrintedNumber(cell(column), exponent: exponent) else {
        throw wrong(column, "a decimal number")
      }
      return number
    }
    model = cell(.model)
    input = cell(.input)
    kernels = cell(.kernels)
    params = try number(.params, exponent: 6)
    macs = try number(.macs, exponent: 9)
    source = cell(.source)
    guard ["yes", "no"].contains(cell(.verified)) else { throw wrong(.verified, "yes or no") }
    isVerified = cell(.verified) == "yes"
    options = cell(.options).split(separator: " ").map(String.init)
    paramsException = cell(.paramsException)
    macsException = cell(.macsException)
    reasonNotModelled = cell(.reason)
    guard options.isEmpty != reasonNotModelled.isEmpty else {
      throw wrong(.reason, "a reason where there are no options, and only there")
    }
  }
}

/// A decimal number as printed, times a power of ten: a whole number of units of its last digit.
struct PrintedNumber: Hashable {
  let text: String
  /// The number.
  let value: Int
  /// The value of one unit of its last printed digit.
  let unit: Int

  /// `text` × 10^`exponent`; `nil` if it is no decimal number or has more decimals than `exponent`.
  init?(_ text: String, exponent: Int) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1].utf8.count : 0
    guard parts.count <= 2, decimals <= exponent, text.utf8.count < 18,
      let digits = ListParsing.natural(parts.joined())
    else { return nil }
    let unit = (0..<(exponent - decimals)).reduce(1) { power, _ in power * 10 }
    let (value, overflow) = digits.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    self.text = text
    self.value = value
    self.unit = unit
  }

  /// Whether `exact` could have been printed so: it is at most half a unit away.
  func isRounding(of exact: Int) -> Bool { 2 * abs(exact - value) <= unit }

  /// (exact − printed) / printed.
  func deviation(of exact: Int) -> Double { Double(exact - value) / Double(value) }
}

import BenchRecords
import ConvModel
import Testing

@testable import lkbench

@Suite("Published figures")
struct ModelsPublishedTests {
  /// Counted once for all tests.
  private static let counted = Result {
    let folder = NetworkFolder(SelectionContext.fixed.folder)
    return try PublishedComparison(
      PublishedFigure.read(folder.publishedPath()), networks: folder.networks())
  }

  private static func comparison() throws -> PublishedComparison { try counted.get() }

  @Test("every verified figure is met within its rounding, or is a known exception")
  func rounding() throws {
    let comparison = try Self.comparison()
    #expect(comparison.rows.count == 118)
    for row in comparison.rows where row.isBeyond {
      Issue.record(
        "\(row.figure.model) at \(row.figure.input): \(row.params) \(row.macs)")
    }
  }

  @Test("no exception is listed without need, and none hides more than 6 %")
  func exceptions() throws {
    var exceptions = 0
    for row in try Self.comparison().rows {
      let label = "\(row.figure.model) at \(row.figure.input)"
      for quantity in [row.params, row.macs] where !quantity.exception.isEmpty {
        exceptions += 1
        #expect(quantity.verdict(isVerified: row.figure.isVerified) == .exception, "\(label)")
        #expect(abs(quantity.deviation ?? 1) < 0.06, "\(label)")
      }
    }
    #expect(exceptions == 34)
  }

  @Test("integers that are published come out to the integer")
  func integers() throws {
    let exact = try Self.comparison().rows.filter { $0.params.published?.unit == 1 }
    #expect(exact.count >= 11)
    for row in exact {
      #expect(row.params.ours == row.params.published?.value, "\(row.figure.model)")
    }
  }

  /// What mmpretrain's counter takes in besides, and what it leaves out.
  private static func counted(_ network: Network, cost: NetworkCost) -> Int {
    var count = cost.macs
    for layer in network.layers {
      switch layer.operation {
      case .convolution(let convolution) where convolution.hasBias:
        count += layer.output.elementCount
      case .depthwise(.problem(let problem)) where problem.variant == "dense":
        count += layer.output.elementCount
      case .depthwise(.problem(let problem)):
        count += 5 * layer.output.elementCount * (problem.stripe > 0 ? 2 : 1)
      case .batchNorm: count += 5 * layer.output.elementCount
      case .globalAveragePool where network.id.hasPrefix("replknet"):
        count += layer.input.elementCount
      case .pointwise where layer.output.pixelCount == 1:
        count -= layer.input.channels * layer.output.channels
      default: break
      }
    }
    return count
  }

  @Test("published operations come out to the integer, counted as their tool counts")
  func operations() throws {
    let rows = try Self.comparison().rows.filter {
      $0.figure.source.contains("exact integers") || $0.figure.source.contains("include BN")
    }
    #expect(rows.count == 9)
    for row in rows {
      let network = try #require(row.network).network()
      let theirs = Self.counted(network, cost: try NetworkCost(network))
      #expect(theirs == row.macs.published?.value, "\(row.figure.model) at \(row.figure.input)")
    }
  }

  @Test("UniRepLKNet is within 0.2 % of what may have been rounded to its published figures")
  func uniRepLKNet() throws {
    // H is printed as 1.4B only.
    let rows = try Self.comparison().rows.filter {
      $0.figure.model.hasPrefix("UniRepLKNet") && !$0.figure.model.hasSuffix("-H")
    }
    #expect(rows.count == 22)
    for row in rows {
      for quantity in [row.params, row.macs] {
        let published = try #require(quantity.published, "\(row.figure.model)")
        let ours = try #require(quantity.ours, "\(row.figure.model)")
        let slack = Double(published.unit) / 2 + 0.002 * Double(published.value)
        #expect(Double(abs(ours - published.value)) <= slack, "\(row.figure.model)")
      }
    }
  }

  @Test("every row that is not modelled says why")
  func notModelled() throws {
    let rows = try Self.comparison().rows.filter { $0.network == nil }
    #expect(rows.count == 29)
    #expect(rows.allSatisfy { !$0.figure.reasonNotModelled.isEmpty && $0.params.ours == nil })
  }

  @Test(
    "a printed number rounds what is at most half a unit of its last digit away",
    arguments: [
      ("28", 28_499_999, true), ("28", 28_500_000, true), ("28", 28_500_001, false),
      ("28.589128", 28_589_128, true), ("28.589128", 28_589_129, false), ("4.0", 3_950_000, true),
    ])
  func printed(text: String, exact: Int, isRounding: Bool) throws {
    let number = try #require(PrintedNumber(text, exponent: 6))
    #expect(number.isRounding(of: exact) == isRounding)
  }

  @Test("what is no printed number is refused")
  func notPrinted() {
    for text in ["", ".", "1.2.3", "-1", "1e3", "0.1234567", "99999999999999999999"] {
      #expect(PrintedNumber(text, exponent: 6) == nil, "\(text)")
    }
  }
}

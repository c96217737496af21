import BenchHarness
import BenchModel
import BenchReports

/// One way to catch a regression: what it needs, what it finds.
///
/// A new layer is a type that conforms and one line in the catalog.
protocol GateLayer: Sendable {
  /// The word of `--layers`.
  var id: String { get }
  /// One line for people, and the heading of its part of the report.
  var title: String { get }
  /// Whether it says nothing without a base build.
  var needsBase: Bool { get }
  /// Whether it compares with a base build where there is one.
  var usesBase: Bool { get }

  /// Whether it has a committed table.
  var hasTable: Bool { get }

  /// Looks at the selection and reports.
  ///
  /// - Throws: `GateError` where it cannot say anything; `Interrupted`.
  func report(_ context: GateContext) throws -> GateLayerReport

  /// Writes its committed table from this build; `options` made the selection of the context.
  ///
  /// Returns the file and the number of measured rows; `nil` for a layer without a table, or one that
  /// cannot measure here and was not asked for by name.
  ///
  /// - Throws: `GateError.headUnusable` where a kernel is wrong: nothing is written then.
  func update(
    _ context: GateContext, selectedBy options: SelectionOptions
  ) throws -> (path: String, rows: Int)?
}

extension GateLayer {
  var usesBase: Bool { needsBase }
  var hasTable: Bool { false }

  func update(
    _ context: GateContext, selectedBy options: SelectionOptions
  ) throws -> (path: String, rows: Int)? { nil }
}

/// The layers of the gate, in the order in which they run: what is exact and cheap comes first.
enum GateLayerCatalog {
  static let all: [any GateLayer] = [InvariantLayer(), InstructionLayer(), PairedTimeLayer()]

  /// The word for all of them.
  static let everything = "all"

  /// The layers of `--layers`, in the catalog's order.
  ///
  /// - Throws: `SelectionError`.
  static func layers(_ text: String) throws(SelectionError) -> [any GateLayer] {
    if text == everything { return all }
    let names = ListParsing.elements([text])
    for name in names where !all.contains(where: { $0.id == name }) {
      throw .malformed(
        option: "--layers", value: text,
        expected: "\(everything), or some of \(all.map(\.id).joined(separator: ","))")
    }
    return all.filter { names.contains($0.id) }
  }
}

/// What the layers work with.
struct GateContext {
  let selection: Selection
  /// The whole suite of the selection; `nil` without a suite.
  let wholeSuite: Selection?
  let selectionContext: SelectionContext
  var settings: PairedSettings
  /// The executable of this build.
  let head: String
  /// The executable of the base build, built at the first call where that is needed; `nil` without one.
  let base: (() throws -> String)?
  let pinning: String
  /// Whether cases that one side lacks are accepted.
  let allowsMissing: Bool
  /// The file of the invariants; `nil` for that of the suite.
  let invariants: String?
  /// The file of the instruction counts; `nil` for that of the suite.
  var instructions: String?
  /// The share of instructions by which a case may grow.
  var instructionLimit = InstructionRule().limit
  /// Whether the user named the layers: one that cannot work here is an error then.
  var layersAreNamed = false
  let terminal: Terminal
  /// A slowdown of the head build, for the gate's test of itself.
  var slowdown: GateSlowdown?

  /// The selection as workers are asked for it.
  var requests: [GateCaseRequest] { selection.cases.map(GateCaseRequest.init) }

  /// Whether the selection is its whole suite.
  var coversSuite: Bool {
    guard let wholeSuite else { return false }
    return Set(wholeSuite.cases.map(\.id)) == Set(selection.cases.map(\.id))
  }
}

extension GateCaseRequest {
  init(_ item: BenchmarkCase) {
    // The first word is the command.
    self.init(id: item.id, arguments: Array(item.reproArguments.dropFirst()))
    var reasons: [String] = []
    if item.threads > 1 { reasons.append("the gate measures one thread") }
    if item.cache != .warm { reasons.append("the gate measures warm calls") }
    unsupported = reasons.isEmpty ? nil : reasons.joined(separator: "; ")
  }
}

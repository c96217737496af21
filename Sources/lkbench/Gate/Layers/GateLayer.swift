import BenchHarness
import BenchReports

/// One way to catch a regression: what it needs, what it finds.
///
/// A new layer is a type that conforms and one line in the catalog.
protocol GateLayer: Sendable {
  /// The word of `--layers`.
  var id: String { get }
  /// One line for people, and the heading of its part of the report.
  var title: String { get }
  /// Whether it compares with a base build.
  var needsBase: Bool { get }

  /// Looks at the selection and reports.
  ///
  /// - Throws: `GateError` where it cannot say anything; `Interrupted`.
  func report(_ context: GateContext) throws -> GateLayerReport
}

/// The layers of the gate, in the order in which they run: what is exact and cheap comes first.
enum GateLayerCatalog {
  static let all: [any GateLayer] = [InvariantLayer(), PairedTimeLayer()]

  /// The layers of `--layers`, in the catalog's order.
  ///
  /// - Throws: `SelectionError`.
  static func layers(_ text: String) throws(SelectionError) -> [any GateLayer] {
    if text == "all" { return all }
    let names = ListParsing.elements([text])
    for name in names where !all.contains(where: { $0.id == name }) {
      throw .malformed(
        option: "--layers", value: text,
        expected: "all, or some of \(all.map(\.id).joined(separator: ","))")
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
  /// The executable of the base build, built at the first call where that is needed.
  let base: () throws -> String
  let pinning: String
  /// Whether cases that one side lacks are accepted.
  let allowsMissing: Bool
  /// The file of the invariants; `nil` for that of the suite.
  let invariants: String?
  let terminal: Terminal
  /// A slowdown of the head build, for the gate's test of itself.
  var slowdown: GateSlowdown?

  /// The selection as workers are asked for it.
  var requests: [GateCaseRequest] { selection.cases.map(GateCaseRequest.init) }
}

extension GateCaseRequest {
  init(_ item: BenchmarkCase) {
    // The first word is the command.
    self.init(id: item.id, arguments: Array(item.reproArguments.dropFirst()))
    if item.threads > 1 { unsupported = "the gate measures one thread" }
    if item.cache != .warm { unsupported = "the gate measures warm calls" }
  }
}

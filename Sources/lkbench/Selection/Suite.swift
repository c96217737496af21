import ConvModel

/// A named list of what to measure, as read from a file or made of options.
struct Suite: Sendable {
  let name: String
  let summary: String
  /// Ids of the peers to measure beside every case, unless the call names others.
  var versus: [String] = []
  var entries: [Entry]

  /// One variant at one shape and kernel; what is `nil` is left to the options of the call.
  struct Entry: Hashable, Sendable {
    var variant: String
    /// Forms of the variant, at least one.
    var forms: [String]
    /// Batch 1 unless `batch` says otherwise.
    var map: MapShape
    var kernel: Int
    var batch: Int?
    var layouts: [Layout]?
    /// Numbers of threads; `nil` for one.
    var threads: [Int]?
    var options: ProblemOptions
  }
}

extension Suite {
  /// The selection that axes make without a suite: their product.
  init(_ axes: SelectionAxes) throws(SelectionError) {
    let needed: [(option: String, isMissing: Bool)] = [
      ("--variant", axes.variants == nil), ("--kernel", axes.kernels == nil),
      ("--shape", axes.shapes == nil),
    ]
    let missing = needed.filter(\.isMissing).map(\.option)
    guard missing.count < needed.count || axes.listsAnything else { throw .empty }
    guard missing.isEmpty else { throw .missing(missing) }
    name = Selection.unnamedSuite
    summary = "made of options"
    entries = []
    for id in axes.variants ?? [] {
      guard let variant = VariantCatalog.all.first(where: { $0.id == id }) else { continue }
      for shape in axes.shapes ?? [] {
        for kernel in axes.kernels ?? [] {
          entries.append(
            Entry(
              variant: variant.id, forms: variant.forms.map(\.id), map: shape, kernel: kernel,
              batch: nil, layouts: nil, options: ProblemOptions()))
        }
      }
    }
  }
}

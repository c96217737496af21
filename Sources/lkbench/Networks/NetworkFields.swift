import ConvModel
import Yams

/// The numbers of a network, or the defaults of a file; `nil` is left open.
struct NetworkFields {
  var title: String?
  var source: String?
  var depths: [Int]?
  var widths: [Int]?
  var widthFactor: Ratio?
  /// Kernel sizes of each stage, or one entry for all stages.
  var kernels: [[Int]]?
  var mixer: MixerDescription?
  /// One value for all stages, or one per stage.
  var ratios: [String: [Ratio]]?
  var sparsities: LayerSparsities?
  var input: (height: Int, width: Int)?
  var classes: Int?

  static let fieldNames = [
    "title", "source", "depths", "widths", "widthFactor", "kernels", "mixer", "ratios", "sparsity",
    "input", "classes",
  ]

  init() {}

  /// Reads what stands among `fields`, starting from `defaults`.
  init(
    _ fields: [String: SuiteField], defaults: NetworkFields = NetworkFields()
  ) throws(SuiteError) {
    self = defaults
    if let field = fields["title"] { title = try field.text("title") }
    if let field = fields["source"] { source = try field.text("source") }
    if let field = fields["depths"] { depths = try Self.numbers(field, "depths") }
    if let field = fields["widths"] { widths = try Self.numbers(field, "widths") }
    if let field = fields["widthFactor"] { widthFactor = try Self.ratio(field, "widthFactor") }
    if let field = fields["kernels"] { kernels = try Self.kernels(field) }
    if let field = fields["mixer"] { mixer = try MixerDescription(field) }
    if let field = fields["ratios"] { ratios = try Self.ratios(field) }
    if let field = fields["sparsity"] { sparsities = try Self.sparsities(field) }
    if let field = fields["input"] {
      input = try field.value("input", NetworkText.inputGrammar, NetworkText.input)
    }
    if let field = fields["classes"] {
      classes = try field.value("classes", "a number of at least 1", SuiteOptions.positive)
    }
  }

  private static func numbers(_ field: SuiteField, _ what: String) throws(SuiteError) -> [Int] {
    try field.list(what).map { element throws(SuiteError) in
      try element.value(what, "numbers of at least 1", SuiteOptions.positive)
    }
  }

  private static func ratio(_ field: SuiteField, _ what: String) throws(SuiteError) -> Ratio {
    try field.value(what, NetworkText.ratioGrammar, Ratio.init)
  }

  /// One size, or a list with a size or a list of sizes per stage.
  private static func kernels(_ field: SuiteField) throws(SuiteError) -> [[Int]] {
    func size(_ field: SuiteField) throws(SuiteError) -> Int {
      try field.value("kernel", "an odd number", SuiteOptions.odd)
    }
    if field.node.scalar != nil { return [[try size(field)]] }
    return try field.list("kernels").map { stage throws(SuiteError) in
      if stage.node.scalar != nil { return [try size(stage)] }
      return try stage.list("the kernels of a stage").map(size)
    }
  }

  private static func ratios(_ field: SuiteField) throws(SuiteError) -> [String: [Ratio]] {
    var ratios: [String: [Ratio]] = [:]
    for (key, value) in try field.pairs("ratios must map names to numbers, such as {mlp: 4}") {
      let name = try key.value("name of a ratio", "letters only, and neither C nor classes") {
        text in
        ChannelExpression.isName(text)
          && ![ChannelExpression.width, ChannelExpression.classes].contains(text) ? text : nil
      }
      ratios[name] =
        value.node.scalar != nil
        ? [try ratio(value, name)]
        : try value.list(name).map { stage throws(SuiteError) in try ratio(stage, name) }
    }
    return ratios
  }

  /// One share, or a mapping from parts of layer names to shares, `all` being the whole network.
  private static func sparsities(_ field: SuiteField) throws(SuiteError) -> LayerSparsities {
    func share(_ field: SuiteField) throws(SuiteError) -> Double {
      try field.value("sparsity", "a share of at least 0 and below 1", NetworkText.sparsity)
    }
    if field.node.scalar != nil { return LayerSparsities(all: try share(field)) }
    var sparsities = LayerSparsities.none
    for (key, value) in try field.pairs("sparsity must be a share, or map layers to shares") {
      let pattern = try key.text("part of a layer's name")
      if pattern == NetworkText.allLayers {
        sparsities.all = try share(value)
      } else {
        sparsities.exceptions.append(.init(pattern: pattern, sparsity: try share(value)))
      }
    }
    return sparsities
  }
}

extension MixerDescription {
  /// Reads the mapping `mixer`.
  init(_ field: SuiteField) throws(SuiteError) {
    let fields = try field.fields(
      of: "a mixer",
      known: ["variant", "stripe", "grids", "convolvedChannels", "share", "square"])
    guard let variant = fields["variant"] else { throw field.error("the mixer has no 'variant'") }
    self.init(variant: try variant.name("variant", among: Self.variants))
    let options = try SuiteOptions(fields.filter { ["stripe", "grids"].contains($0.key) })
    stripe = options.stripe
    grids = options.grids
    if let field = fields["convolvedChannels"] {
      convolved = try field.value("convolvedChannels", NetworkText.shareGrammar, NetworkText.share)
    }
    if let field = fields["share"] {
      groupShare = try field.value("share", NetworkText.shareGrammar, NetworkText.share)
    }
    if let field = fields["square"] {
      square = try field.value("square", "an odd number", SuiteOptions.odd)
    }
  }
}

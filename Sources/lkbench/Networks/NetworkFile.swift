import ConvModel
import Foundation

/// A family of networks, as one file of `Benchmarks/Networks` describes it.
struct NetworkFile {
  let name: String
  let summary: String
  let networks: [NetworkDescription]

  private static let listNames = ["stem", "downsample", "block", "head"]
  private static let fieldNames =
    ["name", "summary", "base", "networks"] + listNames + NetworkFields.fieldNames

  /// Reads a network file; `base` finds the text of a file by its name.
  init(
    yaml: String, file: String, base: (String) throws(SuiteError) -> SourceText?
  ) throws(SuiteError) {
    let root = try SuiteField.root(of: yaml, file: file, what: "network file")
    let fields = try root.fields(of: "a network file", known: Self.fieldNames)
    func required(_ name: String) throws(SuiteError) -> SuiteField {
      guard let field = fields[name] else { throw root.error("the network file has no '\(name)'") }
      return field
    }
    name = try required("name").text("name")
    summary = try required("summary").text("summary")
    var lists = fields.filter { Self.listNames.contains($0.key) }
    var defaults = NetworkFields()
    if let field = fields["base"] {
      let inherited = try Self.base(field, base)
      defaults = try NetworkFields(inherited)
      lists.merge(inherited.filter { Self.listNames.contains($0.key) }) { own, _ in own }
    }
    defaults = try NetworkFields(fields, defaults: defaults)
    for name in Self.listNames where lists[name] == nil {
      throw root.error("the network file has no '\(name)', and no base that has one")
    }
    var networks: [NetworkDescription] = []
    for (key, value) in try required("networks").pairs(
      "networks must map names to fields, such as {some-net-t: {depths: [3, 3, 9, 3]}}")
    {
      networks.append(try Self.network(key, value, lists, defaults: defaults))
    }
    self.networks = networks
  }

  /// A file to read, with its name for complaints.
  struct SourceText {
    let file: String
    let yaml: String
  }

  /// The fields of the file that this one starts from.
  private static func base(
    _ field: SuiteField, _ find: (String) throws(SuiteError) -> SourceText?
  ) throws(SuiteError) -> [String: SuiteField] {
    let name = try field.text("base")
    guard let source = try find(name) else { throw field.error("there is no base '\(name)'") }
    let fields = try SuiteField.root(of: source.yaml, file: source.file, what: "network file")
      .fields(of: "a network file", known: fieldNames)
    if fields["base"] != nil {
      throw field.error("base '\(name)' has a base itself; name that one and state the rest")
    }
    return fields
  }

  private static func network(
    _ key: SuiteField, _ value: SuiteField, _ lists: [String: SuiteField],
    defaults: NetworkFields
  ) throws(SuiteError) -> NetworkDescription {
    let id = try key.text("name of a network")
    let fields = try value.fields(of: "a network", known: NetworkFields.fieldNames + listNames)
    let own = try NetworkFields(fields, defaults: defaults)
    guard let depths = own.depths, let widths = own.widths, let kernels = own.kernels,
      let mixer = own.mixer
    else { throw value.error("network \(id) needs depths, widths, kernels and a mixer") }
    let ratios = (own.ratios ?? [:]).mapValues { values in
      values.count == 1 ? Array(repeating: values[0], count: depths.count) : values
    }
    func layers(_ name: String) throws(SuiteError) -> [LayerTemplate] {
      guard let field = fields[name] ?? lists[name] else { return [] }
      return try LayerListParsing.layers(field, what: name, ratios: ratios.keys.sorted())
    }
    let description = NetworkDescription(
      id: id, title: own.title ?? id, source: own.source ?? "",
      templates: NetworkTemplates(
        stem: try layers("stem"), downsample: try layers("downsample"),
        block: try layers("block"), head: try layers("head")),
      depths: depths, widths: widths, widthFactor: own.widthFactor ?? .one,
      kernels: kernels.count == 1
        ? Array(repeating: kernels[0], count: depths.count) : kernels,
      mixer: mixer, ratios: ratios, sparsities: own.sparsities ?? .none,
      height: own.input?.height ?? 224, width: own.input?.width ?? 224,
      classes: own.classes ?? 1000)
    do { _ = try description.network() } catch {
      throw value.error("network \(id): \(error)")
    }
    return description
  }
}

import ConvModel
import Yams

/// Reads the layer lists of network files.
///
/// A layer is the name of its operation, or a mapping from that name to its fields.
enum LayerListParsing {
  /// Every operation with its fields; each has a `name` besides.
  static let operations: [(name: String, fields: [String])] = [
    ("conv", ["channels", "kernel", "stride", "padding", "bias"]),
    ("depthwise", ["kernel", "stride", "bias"]),
    ("mixer", []),
    ("pointwise", ["channels", "bias"]),
    ("layer-norm", ["epsilon"]),
    ("batch-norm", ["epsilon"]),
    ("gelu", []),
    ("relu", []),
    ("sigmoid", []),
    ("layer-scale", ["initial"]),
    ("grn", ["epsilon"]),
    ("se", ["hidden"]),
    ("pool", []),
    ("keep", []),
    ("add", []),
  ]

  /// Names of layers that are not given one.
  private static let defaultNames = [
    "depthwise": "dw", "mixer": "dw", "pointwise": "pw", "layer-norm": "norm",
    "batch-norm": "norm", "layer-scale": "scale",
  ]

  private static let layerNormEpsilon = 1e-6
  private static let layerScale = 1e-6

  /// The layers of a list; channel expressions may use `ratios` besides `C` and `classes`.
  static func layers(
    _ field: SuiteField, what: String, ratios: [String]
  ) throws(SuiteError) -> [LayerTemplate] {
    var layers: [LayerTemplate] = []
    for item in try field.list(what) {
      let (operation, body) = try self.operation(item)
      if operation.name == "mixer", what != "block" {
        throw item.error("only a block has a mixer, \(what) has fixed kernels")
      }
      let fields = try fields(body, of: operation)
      let content = try content(
        operation.name, LayerFields(fields: fields, item: item, ratios: ratios))
      let given = try fields["name"].map { name throws(SuiteError) in
        try name.value("name", "letters, digits and hyphens", name(_:))
      }
      let name = given ?? defaultNames[operation.name] ?? operation.name
      guard let free = self.free(name, in: layers, isFixed: given != nil, content) else {
        throw item.error("two layers of \(what) are called '\(name)'; give one of them a name")
      }
      layers.append(LayerTemplate(name: free, content: content))
    }
    return layers
  }

  private static func operation(
    _ item: SuiteField
  ) throws(SuiteError) -> (operation: (name: String, fields: [String]), body: SuiteField?) {
    var (key, body): (SuiteField, SuiteField?) = (item, nil)
    if item.node.mapping != nil {
      let pairs = try item.pairs("a layer is an operation, or {operation: {fields}}")
      guard pairs.count == 1 else {
        throw item.error("a layer is one operation, such as conv: {channels: C, kernel: 3}")
      }
      (key, body) = pairs[0]
    }
    let name = try key.name("operation", among: operations.map(\.name))
    guard let operation = operations.first(where: { $0.name == name }) else {
      throw key.error("unknown operation '\(name)'")
    }
    return (operation, body)
  }

  private static func fields(
    _ body: SuiteField?, of operation: (name: String, fields: [String])
  ) throws(SuiteError) -> [String: SuiteField] {
    try body?.fields(of: operation.name, known: ["name"] + operation.fields) ?? [:]
  }

  private static func content(
    _ operation: String, _ fields: LayerFields
  ) throws(SuiteError) -> LayerTemplate.Content {
    switch operation {
    case "conv":
      let convolution = DenseConvolution(
        kernel: try fields.number("kernel"), stride: try fields.number("stride", 1),
        padding: try fields.padding(), hasBias: try fields.flag("bias"))
      return .convolution(convolution, channels: try fields.channels("channels"))
    case "depthwise":
      let kernel = try fields.number("kernel")
      guard kernel % 2 == 1 else { throw fields.item.error("kernel \(kernel) is not odd") }
      return .fixed(
        .depthwise(
          .plain(
            PlainDepthwise(
              kernel: kernel, stride: try fields.number("stride", 1),
              hasBias: try fields.flag("bias")))))
    case "mixer": return .mixer
    case "pointwise":
      return .pointwise(
        hasBias: try fields.flag("bias"), channels: try fields.channels("channels"))
    case "layer-norm":
      return .fixed(.layerNorm(epsilon: try fields.real("epsilon", layerNormEpsilon)))
    case "batch-norm":
      return .fixed(
        .batchNorm(epsilon: try fields.real("epsilon", BatchNormalization.defaultEpsilon)))
    case "layer-scale":
      return .fixed(.layerScale(initial: try fields.real("initial", layerScale)))
    case "grn":
      return .fixed(
        .globalResponseNorm(epsilon: try fields.real("epsilon", layerNormEpsilon), hasBias: true))
    case "se": return .squeezeExcite(hidden: try fields.channels("hidden"))
    case "pool": return .fixed(.globalAveragePool)
    case "keep": return .fixed(.keep)
    case "add": return .fixed(.add)
    default:
      guard let activation = Activation(rawValue: operation) else {
        throw fields.item.error("unknown operation '\(operation)'")
      }
      return .fixed(.activation(activation))
    }
  }

  /// `name`, or with a number where it is taken and the layer has no parameters; `nil` if it is taken.
  private static func free(
    _ name: String, in layers: [LayerTemplate], isFixed: Bool, _ content: LayerTemplate.Content
  ) -> String? {
    let taken = Set(layers.map(\.name))
    guard taken.contains(name) else { return name }
    switch content {
    case .fixed(.activation), .fixed(.keep), .fixed(.add), .fixed(.globalAveragePool):
      if isFixed { return nil }
      return (2...taken.count + 2).lazy.map { "\(name)\($0)" }.first { !taken.contains($0) }
    default: return nil
    }
  }

  private static func name(_ text: String) -> String? {
    let isName =
      !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
      }
    return isName ? text : nil
  }
}

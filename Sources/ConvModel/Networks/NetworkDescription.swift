/// A network in a few numbers: a family's layer lists, and what sets one member apart.
package struct NetworkDescription: Hashable, Sendable {
  /// Stable public name: `convnext-t`.
  package var id: String
  /// Name in print: `ConvNeXt-T`.
  package var title: String
  /// The paper and code that define it.
  package var source: String
  package var templates: NetworkTemplates
  /// Blocks of each stage.
  package var depths: [Int]
  /// Channels of each stage, before `widthFactor`.
  package var widths: [Int]
  /// Multiplies the widths, which are then truncated.
  package var widthFactor: Ratio
  /// Kernel sizes of each stage; the blocks of a stage take them in turn.
  package var kernels: [[Int]]
  package var mixer: MixerDescription
  /// Names that channel expressions may use, with one value per stage.
  package var ratios: [String: [Ratio]]
  package var sparsities: LayerSparsities
  /// Extents of the RGB input.
  package var height: Int
  package var width: Int
  package var classes: Int

  package static let inputChannels = 3

  package init(
    id: String, title: String, source: String, templates: NetworkTemplates, depths: [Int],
    widths: [Int], widthFactor: Ratio = .one, kernels: [[Int]], mixer: MixerDescription,
    ratios: [String: [Ratio]] = [:], sparsities: LayerSparsities = .none, height: Int = 224,
    width: Int = 224, classes: Int = 1000
  ) {
    self.id = id
    self.title = title
    self.source = source
    self.templates = templates
    self.depths = depths
    self.widths = widths
    self.widthFactor = widthFactor
    self.kernels = kernels
    self.mixer = mixer
    self.ratios = ratios
    self.sparsities = sparsities
    self.height = height
    self.width = width
    self.classes = classes
  }

  /// Checks what does not depend on layer shapes.
  package func validate() throws(NetworkError) {
    let stages = depths.count
    try Self.require("the number of stages", stages, in: 1...NetworkLimits.stages)
    for (what, count) in [("widths", widths.count), ("kernels", kernels.count)]
      + ratios.sorted(by: { $0.key < $1.key }).map({ ($0.key, $0.value.count) })
    where count != stages {
      throw .stageCount(what: what, found: count, expected: stages)
    }
    for depth in depths { try Self.require("a depth", depth, in: 1...NetworkLimits.depth) }
    for width in widths { try Self.require("a width", width, in: 1...NetworkLimits.channels) }
    for kernel in kernels.joined() {
      try Self.require("a kernel", kernel, in: 1...NetworkLimits.kernel)
    }
    for kernels in kernels where kernels.isEmpty {
      throw .outOfRange(what: "the number of kernels", value: 0, allowed: 1...NetworkLimits.depth)
    }
    try Self.require("the input height", height, in: 1...NetworkLimits.extent)
    try Self.require("the input width", width, in: 1...NetworkLimits.extent)
    try Self.require("the number of classes", classes, in: 1...NetworkLimits.channels)
    try sparsities.validate()
  }

  private static func require(
    _ what: String, _ value: Int, in allowed: ClosedRange<Int>
  ) throws(NetworkError) {
    guard allowed.contains(value) else {
      throw .outOfRange(what: what, value: value, allowed: allowed)
    }
  }
}

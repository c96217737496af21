/// A layer of a description, before the sizes of a network are known.
package struct LayerTemplate: Hashable, Sendable {
  /// What an operation needs besides the shape of its input.
  package enum Content: Hashable, Sendable {
    case convolution(DenseConvolution, channels: ChannelExpression)
    case pointwise(hasBias: Bool, channels: ChannelExpression)
    case squeezeExcite(hidden: ChannelExpression)
    /// The depthwise operator of the network's variant at the stage's kernel.
    case mixer
    /// An operation that takes its channels from its input.
    case fixed(LayerOperation)
  }

  /// Last part of the layer's name, unique in its list.
  package var name: String
  package var content: Content

  package init(name: String, content: Content) {
    self.name = name
    self.content = content
  }
}

/// The layer lists that every network of a family is made of.
package struct NetworkTemplates: Hashable, Sendable {
  /// Before the first stage, at its width.
  package var stem: [LayerTemplate]
  /// Before every other stage, at the width of that stage.
  package var downsample: [LayerTemplate]
  package var block: [LayerTemplate]
  /// After the last stage, at its width.
  package var head: [LayerTemplate]

  package init(
    stem: [LayerTemplate], downsample: [LayerTemplate], block: [LayerTemplate],
    head: [LayerTemplate]
  ) {
    self.stem = stem
    self.downsample = downsample
    self.block = block
    self.head = head
  }
}

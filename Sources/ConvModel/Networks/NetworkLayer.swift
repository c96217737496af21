/// One step of a network: what it does to the current tensor, and the shapes before and after.
package struct NetworkLayer: Hashable, Sendable {
  /// Stable dotted name: `stem.conv`, `stages.0.blocks.1.dw`, `stages.1.downsample.norm`, `head.fc`.
  package var name: String
  /// Stage from 0; `nil` in stem and head.
  package var stage: Int?
  package var operation: LayerOperation
  package var input: MapShape
  package var output: MapShape
  /// Share of pruned weights of each matrix or kernel of the layer; vectors are never pruned.
  package var sparsity: Double

  package init(
    name: String, stage: Int?, operation: LayerOperation, input: MapShape, output: MapShape,
    sparsity: Double = 0
  ) {
    self.name = name
    self.stage = stage
    self.operation = operation
    self.input = input
    self.output = output
    self.sparsity = sparsity
  }
}

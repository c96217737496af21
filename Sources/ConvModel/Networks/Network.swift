/// A whole network as a flat list of layers that run in order, every shape known.
///
/// One tensor is current at a time: a layer replaces it by its output. `keep` puts a copy of it aside and
/// `add` adds the copy that was put aside last, so that an interpreter needs one tensor and one stack.
package struct Network: Hashable, Sendable {
  /// Stable public name: `convnext-t`.
  package var id: String
  /// Name in print: `ConvNeXt-T`.
  package var title: String
  /// What the first layer reads.
  package var input: MapShape
  package var layers: [NetworkLayer]
  /// How far normalisations and branches are merged away in `layers`.
  package var level: MergeLevel

  package init(
    id: String, title: String, input: MapShape, layers: [NetworkLayer],
    level: MergeLevel = .train
  ) {
    self.id = id
    self.title = title
    self.input = input
    self.layers = layers
    self.level = level
  }

  /// What the last layer writes.
  package var output: MapShape { layers.last?.output ?? input }
}

/// How far a network has been rewritten for inference.
package enum MergeLevel: String, Hashable, Sendable, CaseIterable {
  /// As trained: every branch and every normalisation on its own.
  case train
  /// The branches of each depthwise operator added into one kernel with bias, its normalisations
  /// folded; all other normalisations kept.
  case operators
  /// Every batch normalisation folded into a convolution beside it; branches kept apart.
  case folded
  /// Both: normalisations folded and branches added.
  case merged

  /// Whether the branches of a depthwise operator are one kernel.
  package var mergesBranches: Bool { self == .operators || self == .merged }
  /// Whether normalisations outside of depthwise operators are folded.
  package var foldsNormalization: Bool { self == .folded || self == .merged }
}

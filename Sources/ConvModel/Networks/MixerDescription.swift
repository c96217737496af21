/// Which depthwise operator the blocks of a network have; the kernel comes from the stage.
package struct MixerDescription: Hashable, Sendable {
  /// Id of a variant of `VariantCatalog`, `dilated` or `split`.
  package var variant: String
  /// Width of stripes and small branches; `nil` takes the variant's default.
  package var stripe: Int?
  /// Explicit sharing grids by kernel size, for `peripheral`.
  package var grids: [Int: [Int]]
  /// Share of the channels that is convolved, rounded down; `nil` for all.
  package var convolved: Ratio?
  /// Share of the channels in each group of `split`, rounded down.
  package var groupShare: Ratio
  /// Side of the square kernel of `split`.
  package var square: Int

  package static let dilated = "dilated"
  package static let split = "split"
  package static let sparse = "sparse"
  package static let decomposed = "decomposed"
  package static let defaultSquare = 3
  /// Groups of C/8, as InceptionNeXt-T to -B have.
  package static let defaultGroupShare = Ratio(1, over: 8)

  /// Every variant that a network can have.
  package static var variants: [String] { VariantCatalog.all.map(\.id) + [dilated, split] }

  package init(
    variant: String, stripe: Int? = nil, grids: [Int: [Int]] = [:], convolved: Ratio? = nil,
    groupShare: Ratio = Self.defaultGroupShare, square: Int = Self.defaultSquare
  ) {
    self.variant = variant
    self.stripe = stripe
    self.grids = grids
    self.convolved = convolved
    self.groupShare = groupShare
    self.square = square
  }

  /// The operator on `map`; `layer` only names it in complaints.
  ///
  /// A `sparse` operator without sparsity is `decomposed`, which is the same function.
  package func operation(
    on map: MapShape, kernel: Int, sparsity: Double, layer: String
  ) throws(NetworkError) -> DepthwiseOperator {
    switch variant {
    case Self.dilated:
      try Self.requireOdd(kernel, layer: layer)
      if kernel < DilatedBranches.smallestLargeKernel {
        return .plain(PlainDepthwise(kernel: kernel, stride: 1, hasBias: false))
      }
      guard let branches = DilatedBranches(kernel: kernel) else {
        throw .noDilatedBranches(kernel: kernel, known: DilatedBranches.kernels)
      }
      return .dilated(branches)
    case Self.split:
      try Self.requireOdd(kernel, layer: layer)
      try Self.requireOdd(square, layer: layer)
      let group = groupShare.scaled(map.channels) ?? 0
      let largest = max(1, map.channels / 3)
      guard (1...largest).contains(group), 3 * group <= map.channels else {
        throw .outOfRange(what: "group of \(layer)", value: group, allowed: 1...largest)
      }
      return .split(SplitMixer(group: group, square: square, band: kernel))
    default:
      let isDense = variant == Self.sparse && sparsity == 0
      return .problem(
        try problem(isDense ? Self.decomposed : variant, map, kernel, sparsity, layer: layer))
    }
  }

  private func problem(
    _ id: String, _ map: MapShape, _ kernel: Int, _ sparsity: Double, layer: String
  ) throws(NetworkError) -> Problem {
    guard let variant = VariantCatalog.all.first(where: { $0.id == id }) else {
      throw .unknownVariant(id, near: nearestNames(to: id, among: Self.variants))
    }
    do {
      return try variant.problem(
        ProblemRequest(
          map: map, kernel: kernel, stripe: stripe, sparsity: id == Self.sparse ? sparsity : nil,
          gridRuns: grids[kernel], convolvedChannels: convolved?.scaled(map.channels)))
    } catch { throw .problem(layer: layer, error) }
  }

  private static func requireOdd(_ kernel: Int, layer: String) throws(NetworkError) {
    guard kernel > 0, kernel % 2 == 1 else {
      throw .problem(layer: layer, .kernelNotOdd(kernel))
    }
  }
}

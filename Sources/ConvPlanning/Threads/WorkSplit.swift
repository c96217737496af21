package import ConvModel

/// How the work of a program is shared between threads.
///
/// Channels never meet in a depthwise program, so every share runs all stages on channels of its own:
/// nothing is computed twice, and weights are divided. Where there are too few groups of channels,
/// whole images are shared instead, each with a copy of the weights.
package struct WorkSplit: Hashable, Sendable {
  /// What one thread computes.
  package struct Share: Hashable, Sendable {
    /// Convolved channels.
    package let channels: Range<Int>
    /// Channels that are passed through; may be empty.
    package let identity: Range<Int>
    package let images: Range<Int>
  }

  /// At least one; at most as many as threads.
  package let shares: [Share]
  /// What differs from equal shares of the channels for each thread; `nil` for nothing.
  package let note: String?

  /// Shares `program` between at most `threads` threads.
  ///
  /// Channels are cut at multiples of the vector lanes, and of the layout's blocks, such that the
  /// largest share has as few lane groups as possible; among such cuts at whole cache lines.
  package init(_ program: Program, layout: Layout, lanes: Int, threads: Int) {
    let (map, convolved) = (program.map, program.convolvedChannels)
    let block = Layout.channelBlock
    let unit = layout == .nchw16c ? block : lanes
    let groups = Self.groups(convolved, of: unit)
    let count = max(1, min(threads, groups))
    // The largest shares, in lane groups, of cuts at every group and at whole blocks.
    let largest = Self.groups(groups, of: count)
    let aligned = Self.groups(Self.groups(convolved, of: block), of: count) * (block / unit)
    let cut = aligned <= largest ? block : unit

    let imageCount = min(threads, map.batch)
    if groups < 2 * threads, imageCount > 1,
      Self.groups(map.batch, of: imageCount) * groups < largest * map.batch
    {
      shares = Self.cuts(map.batch, unit: 1, count: imageCount).map {
        Share(
          channels: 0..<convolved, identity: convolved..<map.channels, images: $0)
      }
      note = "\(shares.count) threads share the images, since there are \(groups) lane groups"
      return
    }
    let identity = Self.identityCuts(convolved..<map.channels, count: count)
    shares = zip(Self.cuts(convolved, unit: cut, count: count), identity).map {
      Share(channels: $0, identity: $1, images: 0..<map.batch)
    }
    let word = groups == 1 ? "group" : "groups"
    note =
      count < threads ? "runs on \(count) of \(threads) threads: \(groups) lane \(word)" : nil
  }

  /// `0..<extent` in `count` runs of nearly equally many `unit`s, the last one possibly ragged.
  private static func cuts(_ extent: Int, unit: Int, count: Int) -> [Range<Int>] {
    let units = groups(extent, of: unit)
    // The shorter shares first: the caller forks before its own and has the join after it.
    return (0..<count).map { index in
      min(extent, index * units / count * unit)..<min(extent, (index + 1) * units / count * unit)
    }
  }

  /// The passed-through channels, cut at whole blocks, in reverse: the last share, which has the last
  /// convolved channels, has those in the same block too.
  private static func identityCuts(_ channels: Range<Int>, count: Int) -> [Range<Int>] {
    let block = Layout.channelBlock
    let first = channels.lowerBound / block * block
    return cuts(channels.upperBound - first, unit: block, count: count).reversed().map { run in
      let lower = max(channels.lowerBound, first + run.lowerBound)
      return lower..<max(lower, first + run.upperBound)
    }
  }

  /// A stage of a program on `map` as the largest share has it, and where that lies in its tensors.
  func largestPart(
    of stage: Stage, in map: MapShape, layout: Layout
  ) -> (stage: Stage, slice: TensorSlice) {
    let share = shares.reduce(shares[0]) { largest, share in
      share.channels.count * share.images.count > largest.channels.count * largest.images.count
        ? share : largest
    }
    var tensor = map
    tensor.batch = share.images.count
    return (
      stage.restricted(to: share.channels, images: share.images.count),
      TensorSlice(layout: layout, tensor: tensor, firstChannel: share.channels.lowerBound)
    )
  }

  private static func groups(_ extent: Int, of unit: Int) -> Int { (extent + unit - 1) / unit }
}

extension InstructionSet {
  /// Channels per vector in the kernels built for it.
  var lanes: Int {
    switch self {
    case .portable: 4
    case .avx2: 8
    case .avx512: 16
    }
  }
}

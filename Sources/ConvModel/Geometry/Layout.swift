/// The order in which an activation tensor's elements lie in memory.
package enum Layout: String, CaseIterable, Sendable {
  /// Channels innermost.
  case nhwc
  /// Planes: width innermost.
  case nchw
  /// Blocks of 16 channels, the channel within the block innermost; the last block is padded.
  case nchw16c

  /// Channels per block of `nchw16c`.
  package static let channelBlock = 16

  /// Channels the layout stores for `channels` of them.
  package func storedChannels(_ channels: Int) -> Int {
    guard self == .nchw16c else { return channels }
    return (channels + Self.channelBlock - 1) / Self.channelBlock * Self.channelBlock
  }

  /// Elements a tensor of `shape` takes in this layout, padding included.
  package func elementCount(_ shape: MapShape) -> Int {
    shape.batch * storedChannels(shape.channels) * shape.pixelCount
  }

  /// Floats between horizontally neighbouring pixels of one channel.
  package func pixelStride(_ shape: MapShape) -> Int {
    switch self {
    case .nhwc: shape.channels
    case .nchw: 1
    case .nchw16c: Self.channelBlock
    }
  }

  /// Offset of pixel (0, 0) of `channel` of `image`.
  package func planeOffset(_ shape: MapShape, image: Int, channel: Int) -> Int {
    let imageOffset = image * storedChannels(shape.channels) * shape.pixelCount
    switch self {
    case .nhwc: return imageOffset + channel
    case .nchw: return imageOffset + channel * shape.pixelCount
    case .nchw16c:
      let (block, lane) = channel.quotientAndRemainder(dividingBy: Self.channelBlock)
      return imageOffset + block * shape.pixelCount * Self.channelBlock + lane
    }
  }

  /// Offset of one element.
  package func offset(_ shape: MapShape, image: Int, channel: Int, y: Int, x: Int) -> Int {
    planeOffset(shape, image: image, channel: channel)
      + (y * shape.width + x) * pixelStride(shape)
  }
}

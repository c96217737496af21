#if OneDNN
  import COneDNN
  import ConvModel

  /// A slice of a tensor in the library's terms.
  struct OneDNNTensor {
    /// A part that one memory description covers.
    struct Piece {
      let shape: OneDNNShape
      /// First of the part's channels, counted from the slice's.
      let firstChannel: Int
      let channels: Int
    }

    let slice: TensorSlice
    let map: MapShape
    /// Channels to compute: whole blocks where the slice ends with its tensor, so that the layout's
    /// padding is data like any other.
    let channels: Int
    let pieces: [Piece]

    init(_ slice: TensorSlice, map: MapShape) throws(PlanError) {
      self.slice = slice
      self.map = map
      guard slice.layout == .nchw16c else {
        channels = map.channels
        pieces = [
          Piece(
            shape: try Self.strided(slice, map, channels: map.channels), firstChannel: 0,
            channels: map.channels)
        ]
        return
      }
      let endsTensor = slice.firstChannel + map.channels == slice.tensor.channels
      let whole = slice.layout.storedChannels(map.channels)
      guard endsTensor || whole == map.channels else {
        // The last block holds channels of others: block by block, as planes with strides.
        channels = map.channels
        var pieces: [Piece] = []
        for first in stride(from: 0, to: map.channels, by: Layout.channelBlock) {
          let count = min(Layout.channelBlock, map.channels - first)
          let shape = try Self.strided(slice, map, channels: count)
          pieces.append(Piece(shape: shape, firstChannel: first, channels: count))
        }
        self.pieces = pieces
        return
      }
      channels = whole
      let stored = slice.layout.storedChannels(slice.tensor.channels)
      let shape = try OneDNNShape(
        Self.extents(map, channels: whole),
        of: OneDNNShape(Self.extents(map, channels: stored), dnnl_nChw16c))
      pieces = [Piece(shape: shape, firstChannel: 0, channels: whole)]
    }

    /// Offset of a piece in the tensor.
    func offset(_ piece: Piece) -> Int { slice.planeOffset(image: 0, channel: piece.firstChannel) }

    private static func extents(_ map: MapShape, channels: Int) -> [Int] {
      [map.batch, channels, map.height, map.width]
    }

    /// The slice's strides, as far as `channels` lie at one stride.
    private static func strided(
      _ slice: TensorSlice, _ map: MapShape, channels: Int
    ) throws(PlanError) -> OneDNNShape {
      let tensor = slice.tensor
      let image = slice.layout.storedChannels(tensor.channels) * map.pixelCount
      let channel = slice.layout == .nchw ? map.pixelCount : 1
      return try OneDNNShape(
        extents(map, channels: channels),
        strides: [image, channel, slice.pixelStride * map.width, slice.pixelStride])
    }

    /// The computed channels as a tensor of their own.
    func compact(_ tag: dnnl_format_tag_t) throws(PlanError) -> OneDNNShape {
      try OneDNNShape(Self.extents(map, channels: channels), tag)
    }

    /// One piece within `compact(dnnl_nhwc)`.
    func compactPart(_ piece: Piece) throws(PlanError) -> OneDNNShape {
      try OneDNNShape(
        Self.extents(map, channels: piece.channels),
        strides: [channels * map.pixelCount, 1, channels * map.width, channels])
    }
  }
#endif

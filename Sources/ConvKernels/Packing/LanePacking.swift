import ConvModel

/// Per-channel values regrouped so that one vector holds the same value of neighbouring channels.
enum LanePacking {
  /// Lane groups that hold `channels` channels.
  static func groupCount(_ channels: Int) -> Int { (channels + laneCount - 1) / laneCount }

  /// Packs [channel][index] into newly allocated [group][index][lane]; missing channels are 0.
  static func pack(_ values: [Float], channels: Int, perChannel: Int) -> AlignedBuffer<Float> {
    let groups = groupCount(channels)
    let packed = AlignedBuffer<Float>(repeating: 0, count: groups * perChannel * laneCount)
    values.withUnsafeBufferPointer { source in
      for channel in 0..<channels {
        let (group, lane) = channel.quotientAndRemainder(dividingBy: laneCount)
        var target = packed.pointer + group * perChannel * laneCount + lane
        let first = channel * perChannel
        for index in first..<first + perChannel {
          target.pointee = source[index]
          target += laneCount
        }
      }
    }
    return packed
  }

  /// Packs a bias, or zeros where there is none, into new memory.
  static func packBias(_ bias: [Float]?, channels: Int) -> AlignedBuffer<Float> {
    pack(bias ?? Array(repeating: 0, count: channels), channels: channels, perChannel: 1)
  }
}

import ConvModel
import ConvPlanning
import Testing

@Suite("Sharing the work between threads")
struct WorkSplitTests {
  private static func split(
    _ map: MapShape, convolved: Int? = nil, layout: Layout = .nhwc, lanes: Int = 8, threads: Int
  ) -> WorkSplit {
    let program = Program(map: map, convolvedChannels: convolved ?? map.channels, stages: [])
    return WorkSplit(program, layout: layout, lanes: lanes, threads: threads)
  }

  private static func channels(
    _ count: Int, layout: Layout = .nhwc, lanes: Int = 8, threads: Int
  ) -> [Range<Int>] {
    let map = MapShape(channels: count, height: 9, width: 9)
    return split(map, layout: layout, lanes: lanes, threads: threads).shares.map(\.channels)
  }

  @Test("cuts at whole cache lines where that balances as well, else at lane groups")
  func cuts() {
    #expect(Self.channels(96, threads: 2) == [0..<48, 48..<96])
    #expect(Self.channels(124, threads: 2) == [0..<64, 64..<124])
    #expect(Self.channels(48, threads: 2) == [0..<24, 24..<48])
    #expect(Self.channels(48, lanes: 16, threads: 2) == [0..<16, 16..<48])
    #expect(Self.channels(20, lanes: 4, threads: 3) == [0..<4, 4..<12, 12..<20])
  }

  @Test("never cuts a block of the layout")
  func blocks() {
    #expect(Self.channels(48, layout: .nchw16c, threads: 2) == [0..<16, 16..<48])
    #expect(
      Self.channels(40, layout: .nchw16c, lanes: 4, threads: 3) == [0..<16, 16..<32, 32..<40])
  }

  @Test("uses fewer threads where there are fewer groups, and says so")
  func fewGroups() {
    let map = MapShape(channels: 12, height: 5, width: 5)
    let split = Self.split(map, threads: 3)
    #expect(split.shares.map(\.channels) == [0..<8, 8..<12])
    #expect(split.note == "runs on 2 of 3 threads: 2 lane groups")
    #expect(Self.split(map, lanes: 16, threads: 2).note == "runs on 1 of 2 threads: 1 lane group")
    #expect(Self.split(map, threads: 2).note == nil)
  }

  @Test("shares images where there are too few groups")
  func images() {
    let map = MapShape(batch: 5, channels: 8, height: 5, width: 5)
    let split = Self.split(map, threads: 2)
    #expect(split.shares.map(\.images) == [0..<2, 2..<5])
    #expect(split.shares.allSatisfy { $0.channels == 0..<8 })
    #expect(split.note?.contains("share the images") == true)
    let wide = MapShape(batch: 5, channels: 64, height: 5, width: 5)
    #expect(Self.split(wide, threads: 2).shares.allSatisfy { $0.images == 0..<5 })
  }

  @Test("every channel and image belongs to exactly one share", arguments: Layout.allCases)
  func partition(layout: Layout) {
    for channels in 1...70 {
      for (batch, threads, lanes) in [(1, 2, 8), (1, 3, 4), (3, 2, 16), (2, 5, 8)] {
        let map = MapShape(batch: batch, channels: channels, height: 3, width: 3)
        let convolved = max(1, channels * 3 / 8)
        let shares = Self.split(
          map, convolved: convolved, layout: layout, lanes: lanes, threads: threads
        ).shares
        #expect((1...threads).contains(shares.count))
        var owners = [Int](repeating: 0, count: batch * channels)
        for share in shares {
          #expect(!share.channels.isEmpty && !share.images.isEmpty)
          #expect(share.channels.lowerBound % (layout == .nchw16c ? 16 : lanes) == 0)
          for image in share.images {
            for channel in share.channels { owners[image * channels + channel] += 1 }
            for channel in share.identity { owners[image * channels + channel] += 1 }
          }
        }
        #expect(owners.allSatisfy { $0 == 1 }, "\(map) \(convolved) \(lanes) \(threads)")
      }
    }
  }
}

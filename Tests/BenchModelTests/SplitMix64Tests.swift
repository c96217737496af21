import BenchModel
import Testing

@Suite("SplitMix64")
struct SplitMix64Tests {
  @Test("gives the published sequence of seed 1234567")
  func sequence() {
    var generator = SplitMix64(seed: 1_234_567)
    let words = (0..<5).map { _ in generator.next() }
    let published: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(words == published)
  }

  @Test("gives every order of four elements equally often")
  func shuffle() {
    var generator = SplitMix64(seed: 7)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[generator.shuffled([0, 1, 2, 3]), default: 0] += 1 }
    #expect(counts.count == 24)
    // Binomial with mean 1000 and deviation 31.
    #expect(counts.values.allSatisfy { (850...1150).contains($0) })
  }

  @Test("repeats a shuffle with the same seed and differs with another")
  func seeds() {
    let elements = Array(0..<50)
    var first = SplitMix64(seed: 1)
    var again = SplitMix64(seed: 1)
    var other = SplitMix64(seed: 2)
    let shuffled = first.shuffled(elements)
    #expect(shuffled == again.shuffled(elements))
    #expect(shuffled != other.shuffled(elements))
    #expect(shuffled.sorted() == elements)
  }

  @Test("leaves nothing and single elements as they are")
  func trivialShuffles() {
    var generator = SplitMix64(seed: 1)
    #expect(generator.shuffled([Int]()) == [])
    #expect(generator.shuffled([5]) == [5])
  }

  @Test("stays below the bound and inside the unit interval")
  func bounds() {
    var generator = SplitMix64(seed: 3)
    for bound in 1...40 {
      #expect((0..<bound).contains(generator.number(below: bound)))
      #expect((0..<1).contains(generator.unitInterval()))
    }
  }
}

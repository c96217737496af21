import BenchModel
import Testing

@Suite("Order statistics")
struct OrderStatisticsTests {
  @Test("has the quantiles of definition 7")
  func quantiles() throws {
    // R: quantile(c(1, 2, 4, 8, 16, 32), c(0, .05, .25, .5, .9, 1))
    let statistics = try #require(OrderStatistics([32, 1, 8, 2, 16, 4]))
    let expected = [(0, 1.0), (0.05, 1.25), (0.25, 2.5), (0.5, 6), (0.9, 24), (1, 32)]
    for (fraction, value) in expected {
      #expect(abs(statistics.quantile(fraction) - value) < 1e-12)
    }
  }

  @Test("has the middle value, or the mean of the two middle ones, as median")
  func medians() throws {
    #expect(try #require(OrderStatistics([3, 1, 2])).median == 2)
    #expect(try #require(OrderStatistics([4, 1, 3, 2])).median == 2.5)
    #expect(try #require(OrderStatistics([7])).median == 7)
  }

  @Test("has an unscaled median absolute deviation")
  func deviation() throws {
    // Distances from the median 2 are 1 1 0 0 2 4 7.
    let statistics = try #require(OrderStatistics([1, 1, 2, 2, 4, 6, 9]))
    #expect(statistics.medianAbsoluteDeviation == 1)
    #expect(try #require(OrderStatistics([5, 5, 5])).medianAbsoluteDeviation == 0)
  }

  @Test("does not exist without values or with one that is not finite")
  func unusable() {
    #expect(OrderStatistics([]) == nil)
    #expect(OrderStatistics([1, .nan]) == nil)
    #expect(OrderStatistics([1, .infinity]) == nil)
  }

  @Test("inserts at the right place", arguments: 0..<20 as Range<UInt64>)
  func insertion(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let values = (0..<40).map { _ in Double(generator.number(below: 15)) }
    var statistics = try #require(OrderStatistics(values.prefix(1)))
    for value in values.dropFirst() { statistics.insert(value) }
    #expect(statistics == OrderStatistics(values))
  }

  @Test("encloses the median by the 6th and 15th of 20 values")
  func interval() throws {
    let statistics = try #require(OrderStatistics((1...20).map(Double.init)))
    let interval = statistics.medianInterval()
    #expect(interval.bounds == 6...15)
    #expect(interval.reachesNominalConfidence)
    #expect(abs(interval.confidence - 0.958611) < 1e-6)
    #expect(abs(interval.relativeHalfWidth(of: statistics.median) - 4.5 / 10.5) < 1e-12)
  }

  @Test("falls back to the whole range below 6 values and says so", arguments: 1...5)
  func shortInterval(count: Int) throws {
    let statistics = try #require(OrderStatistics((1...count).map(Double.init)))
    let interval = statistics.medianInterval()
    #expect(interval.bounds == 1...Double(count))
    #expect(!interval.reachesNominalConfidence)
    #expect(abs(interval.confidence - (1 - 2 / Double(1 << count))) < 1e-12)
  }

  @Test("covers the true median of skewed noise as often as it claims")
  func coverage() throws {
    var generator = SplitMix64(seed: 20)
    let trials = 4_000
    var covered = 0
    for _ in 0..<trials {
      // x/(1 − x) of a uniform x: heavy right tail, median 1.
      let values = (0..<20).map { _ in
        let uniform = generator.unitInterval()
        return uniform / (1 - uniform)
      }
      let interval = try #require(OrderStatistics(values)).medianInterval()
      if interval.bounds.contains(1) { covered += 1 }
    }
    // Exact coverage 0.9586, standard error 0.0032.
    #expect(abs(Double(covered) / Double(trials) - 0.9586) < 0.0126)
  }
}

import BenchCounters
import BenchModel
import Testing

@Suite("A counter reading")
struct CounterReadingTests {
  @Test("divides counts by the calls of the batch")
  func perCall() {
    let reading = CounterReading(counts: [10, 0])
    #expect(reading.perCall(at: 0, iterations: 4) == (2.5, .ok))
    #expect(reading.perCall(at: 1, iterations: 4) == (0, .ok))
  }

  @Test("has no value for an event that vanished or was never opened")
  func lost() {
    let reading = CounterReading(counts: [nil])
    #expect(reading.perCall(at: 0, iterations: 1) == (nil, .unsupported))
    #expect(reading.perCall(at: 7, iterations: 1) == (nil, .unsupported))
  }

  @Test("distrusts a count that overflowed")
  func overflow() {
    let reading = CounterReading(counts: [.min, -1, .max])
    #expect(reading.perCall(at: 0, iterations: 1) == (nil, .unverified))
    #expect(reading.perCall(at: 1, iterations: 1) == (nil, .unverified))
    #expect(reading.perCall(at: 2, iterations: 1) == (Double(Int64.max), .ok))
  }

  @Test("says when counts are extrapolated, and gives none when the events never ran")
  func multiplexed() {
    let half = CounterReading(counts: [8], runningFraction: 0.5)
    #expect(half.perCall(at: 0, iterations: 2) == (4, .multiplexed))
    let never = CounterReading(counts: [8], runningFraction: 0)
    #expect(never.perCall(at: 0, iterations: 2) == (nil, .unverified))
  }
}

import BenchHarness
import BenchModel
import TestSupport
import Testing

@Suite("Noise sources")
struct NoiseSourceTests {
  @Test("find steal as the eighth number of the first line")
  func stealField() {
    let line = "cpu  13 2 30 400 5 6 7 8912 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\n"
    #expect(CPUTimes.stealTicks(in: line.utf8) == 8_912)
  }

  @Test(
    "have no steal where the line is short, cut or something else",
    arguments: [
      "", "cpu", "cpu  1 2 3\ncpu0 1 2 3 4 5 6 7 8 9\n", "cpu  1 2 3 4 5 6 7 8", "intr\n",
    ])
  func noSteal(text: String) {
    #expect(CPUTimes.stealTicks(in: text.utf8) == nil)
  }

  @Test("ignore the digits of a CPU's name")
  func nameDigits() {
    #expect(CPUTimes.stealTicks(in: "cpu12 1 2 3 4 5 6 7 88 9 10\n".utf8) == 88)
  }

  @Test("leave steal empty where the file cannot be read, never 0")
  func unreadable() {
    let totals = SystemNoiseSource(statPath: "/nonexistent/stat").totals()
    #expect(totals.stealNanoseconds == nil)
    #expect(totals.minorPageFaults != nil)
  }

  @Test("never run backwards on this system")
  func monotone() throws {
    let source = SystemNoiseSource()
    let first = source.totals()
    let second = source.totals()
    let switches = try #require(first.voluntaryContextSwitches)
    #expect(try #require(second.voluntaryContextSwitches) >= switches)
    #expect(try #require(second.minorPageFaults) >= (first.minorPageFaults ?? .max))
  }
}

@Suite("Clock character")
struct ClockCharacterTests {
  @Test("has the smallest step above zero and the mean cost of a reading")
  func steps() {
    let clock = ScriptedClock(start: 100, steps: [0, 40, 0, 25, 35])
    let character = ClockCharacter(readings: 11) { clock.nanoseconds() }
    #expect(character.smallestStep == 25)
    #expect(character.meanCost == 20)
  }

  @Test("has no step where the clock stands still")
  func still() {
    let character = ClockCharacter(readings: 5) { 7 }
    #expect(character.smallestStep == nil)
    #expect(character.meanCost == 0)
  }
}

import ConvModel
import Testing

@Suite struct RandomnessTests {
  @Test("no plane of a fill is another one shifted")
  func planesAreIndependent() {
    let count = 4096
    let values = Fill(.unitVariance, seed: 1).values(
      role: "weights", planes: 4, count: count, deviation: 1)
    for plane in 1..<4 {
      for shift in 0..<32 {
        var correlation: Float = 0
        for i in 0..<count - 32 {
          correlation += values[i + shift] * values[plane * count + i]
          correlation += values[i] * values[plane * count + i + shift]
        }
        // The sum of about 8000 products of unit variance deviates by about 90.
        #expect(abs(correlation) < 600)
      }
    }
  }

  @Test("values are of unit variance, centred and bounded")
  func normalValues() {
    let values = Fill(.unitVariance, seed: 2).values(
      role: "input", planes: 3, count: 20_000, deviation: 1)
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + $1 * $1 } / Float(values.count)
    #expect(abs(mean) < 0.03 && abs(variance - 1) < 0.03)
    #expect(values.allSatisfy { abs($0) < 3.5 })
  }

  @Test("small integers are all of −2…2, evenly")
  func smallIntegers() {
    let values = Fill(.smallIntegers, seed: 2).values(
      role: "input", planes: 1, count: 10_000, deviation: 1)
    for integer in -2...2 {
      let share = Float(values.filter { $0 == Float(integer) }.count) / 10_000
      #expect(abs(share - 0.2) < 0.03)
    }
  }

  @Test("a plane depends on seed, role and index only, not on the number of planes")
  func planesAreStable() {
    let fill = Fill(.unitVariance, seed: 5)
    let few = fill.values(role: "a", planes: 2, count: 9, deviation: 1)
    let many = fill.values(role: "a", planes: 7, count: 9, deviation: 1)
    #expect(Array(many.prefix(18)) == few)
    #expect(fill.values(role: "b", planes: 2, count: 9, deviation: 1) != few)
    let other = Fill(.unitVariance, seed: 6)
    #expect(other.values(role: "a", planes: 2, count: 9, deviation: 1) != few)
  }
}

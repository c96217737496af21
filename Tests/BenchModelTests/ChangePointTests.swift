import BenchModel
import Glibc
import Testing

@Suite("Change points")
struct ChangePointTests {
  /// Levels of so many points each, with noise of standard deviation `noise`.
  private func series(
    _ levels: [(level: Double, count: Int)], noise: Double, seed: UInt64
  ) -> [Double] {
    var gaussian = Gaussian(seed: seed)
    return levels.flatMap { level, count in (0..<count).map { _ in level + noise * gaussian.next() }
    }
  }

  private let finder = ChangePoints()

  @Test("one shift is found where it is, with both levels, and seldom another one")
  func oneShift() throws {
    var others = 0
    for seed in 1...UInt64(20) {
      let points = finder.find(in: series([(10, 25), (10.5, 25)], noise: 0.1, seed: seed))
      let point = try #require(points.first { (24...26).contains($0.index) }, "seed \(seed)")
      others += points.count - 1
      guard points.count == 1 else { continue }
      #expect((point.before - 10).magnitude < 0.1 && (point.after - 10.5).magnitude < 0.1)
      #expect(point.pValue < 1e-6)
    }
    #expect(others <= 2)
  }

  @Test("two shifts are found, up and down or up and up", arguments: [(10, 10.0), (20, 11.2)])
  func twoShifts(seed: Int, last: Double) throws {
    let values = series([(10, 20), (10.6, 20), (last, 20)], noise: 0.1, seed: UInt64(seed))
    let found = finder.find(in: values).map(\.index)
    #expect(found.count == 2)
    #expect(zip(found, [20, 40]).allSatisfy { ($0 - $1).magnitude <= 1 })
  }

  @Test("a change counts from its third point on, and exact counts need no more")
  func persistence() {
    let steady = [Double](repeating: 5, count: 12)
    #expect(finder.find(in: steady + [6, 6]).isEmpty)
    #expect(finder.find(in: steady + [6, 6, 6]).map(\.index) == [12])
    #expect(finder.find(in: [6, 6] + steady).isEmpty)
    #expect(finder.find(in: [6, 6, 6] + steady).map(\.index) == [3])
    #expect(finder.find(in: steady).isEmpty)
    #expect(finder.find(in: []).isEmpty && finder.find(in: [1, 2, 3, 4, 5]).isEmpty)
  }

  @Test("outliers alone are no change", arguments: 1...10 as ClosedRange<UInt64>)
  func outliers(seed: UInt64) {
    var values = series([(10, 40)], noise: 0.1, seed: seed)
    for index in [7, 19, 31] { values[index] += 3 }
    #expect(finder.find(in: values).isEmpty)
  }

  @Test("a shift is found in spite of an outlier on either side")
  func shiftWithOutliers() {
    var values = series([(10, 25), (11, 25)], noise: 0.1, seed: 4)
    values[5] += 2
    values[40] -= 2
    let found = finder.find(in: values).map(\.index)
    #expect(found == [25])
  }

  @Test("a drift shows as steps that all lead the same way")
  func drift() {
    var gaussian = Gaussian(seed: 9)
    let values = (0..<60).map { 10 + 0.05 * Double($0) + 0.1 * gaussian.next() }
    let points = finder.find(in: values)
    #expect(!points.isEmpty && points.allSatisfy { $0.after > $0.before })
  }

  @Test("steady noise gives a change in at most 5 % of series, Gaussian or with a heavy tail")
  func falsePositives() {
    let count = 300
    for tail in [0.0, 1.0] {
      var alarms = 0
      for seed in 0..<count {
        var gaussian = Gaussian(seed: UInt64(seed) + 1000)
        // exp(N) is skewed to the right, as times are.
        let values = (0..<30).map { _ in tail == 0 ? gaussian.next() : exp(0.7 * gaussian.next()) }
        alarms += finder.find(in: values).isEmpty ? 0 : 1
      }
      #expect(alarms <= count / 20, "\(alarms) of \(count), tail \(tail)")
    }
  }

  @Test("the answer does not depend on the unit")
  func scale() {
    let values = series([(10, 15), (12, 15), (11, 15)], noise: 0.3, seed: 3)
    let scaled = finder.find(in: values.map { $0 * 1024 })
    #expect(scaled.map(\.index) == finder.find(in: values).map(\.index))
  }
}

@Suite("Student's t-test")
struct StudentTestTests {
  // Two-sided quantiles of published tables: (degrees, t at 5 %, t at 1 %).
  @Test(
    "agrees with the tables",
    arguments: [
      (1.0, 12.706, 63.657), (2, 4.303, 9.925), (5, 2.571, 4.032), (10, 2.228, 3.169),
      (30, 2.042, 2.750), (120, 1.980, 2.617),
    ])
  func quantiles(degrees: Double, five: Double, one: Double) {
    #expect((StudentTest.twoSidedTail(five, degrees: degrees) - 0.05).magnitude < 2e-4)
    #expect((StudentTest.twoSidedTail(-one, degrees: degrees) - 0.01).magnitude < 2e-4)
  }

  @Test("one degree of freedom is Cauchy's distribution, whose tail is known")
  func cauchy() {
    for t in [0.0, 0.1, 1, 7, 1000] {
      let expected = 1 - 2 * atan(t) / Double.pi
      #expect((StudentTest.twoSidedTail(t, degrees: 1) - expected).magnitude < 1e-12)
    }
  }

  @Test("a textbook pair, samples without variance and too few values")
  func samples() {
    // Means 3 and 5, pooled variance 2.5: t = −2 with 8 degrees of freedom.
    let p = StudentTest.pValue([1, 2, 3, 4, 5], [3, 4, 5, 6, 7])
    #expect((p - 0.0805).magnitude < 1e-4)
    #expect(StudentTest.pValue([2, 2], [2, 2]) == 1)
    #expect(StudentTest.pValue([2, 2], [3, 3]) == 0)
    #expect(StudentTest.pValue([], [1, 2]) == 1)
    #expect(StudentTest.pValue([1], [2]) == 1)
  }
}

/// Normal deviates by the method of Box and Muller.
private struct Gaussian {
  private var generator: SplitMix64
  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  mutating func next() -> Double {
    let radius = (-2 * log(1 - generator.unitInterval())).squareRoot()
    return radius * cos(2 * .pi * generator.unitInterval())
  }
}

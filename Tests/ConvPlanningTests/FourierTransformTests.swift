import Foundation
import KernelBuilds
import Testing

@Suite("Transforms of fft")
struct FourierTransformTests {
  @Test(
    "every size agrees with the definition in Double, and its inverse restores the data",
    arguments: KernelBuild.all)
  func transforms(build: KernelBuild) throws {
    let fourier = build.fourier
    #expect(Set(fourier.codelets.map { $0.reduce(1, *) }).count > 40)
    #expect(fourier.codelets.joined().allSatisfy { $0 <= fourier.legCapacity })
    for codelets in fourier.codelets { try Self.checkSize(codelets, of: fourier) }
  }

  private static func checkSize(_ radices: [Int], of fourier: FourierBuild) throws {
    let size = radices.reduce(1, *)
    for (index, radix) in radices.enumerated() {
      for other in radices[..<index] { #expect(divisor(radix, other) == 1, "\(radices)") }
    }
    let re = (0..<size).map { (n: Int) -> Float in sample((37 * n + 11) % 64) }
    let im = (0..<size).map { (n: Int) -> Float in sample((23 * n + 5) % 64) }
    let (spectrum, restored) = try #require(fourier.roundTrip(radices, re, im))
    var worst = 0.0
    for k in 0..<size {
      var (sumRe, sumIm) = (0.0, 0.0)
      for n in 0..<size {
        let angle = -2 * Double.pi * Double(n * k % size) / Double(size)
        sumRe += Double(re[n]) * cos(angle) - Double(im[n]) * sin(angle)
        sumIm += Double(re[n]) * sin(angle) + Double(im[n]) * cos(angle)
      }
      worst = max(worst, abs(sumRe - Double(spectrum.re[k])), abs(sumIm - Double(spectrum.im[k])))
    }
    // Eight deviations of u·√(3 log₂N) times the norm of the data, about √(2N/3).
    let tolerance =
      8 * 0x1p-24 * (3 * log2(Double(size))).squareRoot() * (Double(size)).squareRoot()
    #expect(worst < tolerance, "\(radices): \(worst)")
    for n in 0..<size {
      let scale = Double(size)
      #expect(abs(Double(restored.re[n]) / scale - Double(re[n])) < tolerance, "\(radices)")
      #expect(abs(Double(restored.im[n]) / scale - Double(im[n])) < tolerance, "\(radices)")
    }
  }

  private static func sample(_ step: Int) -> Float { Float(step) / 32 - 1 }

  private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
}

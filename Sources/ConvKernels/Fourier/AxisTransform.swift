import ConvModel

/// One-dimensional transforms of one size, through a scratch array of points.
final class AxisTransform {
  let factors: PrimeFactors
  /// Slots of the legs of each pass in floats, [pass][butterfly][leg].
  private let slots: AlignedBuffer<Int32>

  init(_ factors: PrimeFactors) {
    self.factors = factors
    slots = AlignedBuffer(
      factors.radices.indices.flatMap { pass in
        factors.slots(pass: pass).map { Int32($0 * pointFloats) }
      })
  }

  private func passSlots(_ pass: Int) -> UnsafePointer<Int32> {
    UnsafePointer(slots.pointer) + pass &* factors.size
  }

  /// Table of the offset of each leg of the first pass, from the offset of each point of time.
  func table(_ offsets: (Int) -> Int) -> [Int32] {
    factors.slots(pass: 0).map { Int32(offsets(factors.time(ofSlot: $0))) }
  }

  /// Table for `end` from the offset of each point of time, `nil` for those that nobody needs.
  ///
  /// Those go to the place that the pass stores last, which must be one that is needed: the pass begins
  /// with the butterfly after that one.
  func scatterTable(_ offsets: (Int) -> Int?) -> [Int32] {
    let slots = factors.slots(pass: 0)
    let legs = factors.first.rawValue
    let times = slots.map { factors.time(ofSlot: $0) }
    for end in stride(from: slots.count, to: 0, by: -legs) {
      guard let last = offsets(times[end - legs + factors.first.lastLeg]) else { continue }
      let order = Array(end..<slots.count) + Array(0..<end)
      return order.map { Int32(slots[$0] * pointFloats) }
        + order.map { Int32(offsets(times[$0]) ?? last) }
    }
    preconditionFailure("a transform of \(factors.size) points without outputs")
  }

  /// First forward pass, from where `gather` says into the scratch.
  @inline(__always)
  func begin(
    _ scratch: UnsafeMutablePointer<Float>, re: UnsafePointer<Float>, im: UnsafePointer<Float>,
    gather: UnsafePointer<Int32>
  ) {
    let radix = factors.first
    radix.run(
      TransformPass(
        sourceRe: re, sourceIm: im, sourceOffsets: gather, targetRe: scratch,
        targetIm: scratch + laneCount, targetOffsets: passSlots(0),
        butterflies: factors.butterflies(radix)))
  }

  /// Last inverse pass, from the scratch to where `scatter` says: first the offsets of its legs in the
  /// scratch, then those they go to.
  @inline(__always)
  func end(
    _ scratch: UnsafeMutablePointer<Float>, re: UnsafeMutablePointer<Float>,
    im: UnsafeMutablePointer<Float>, scatter: UnsafePointer<Int32>
  ) {
    let radix = factors.first
    radix.run(
      TransformPass(
        sourceRe: scratch + laneCount, sourceIm: scratch, sourceOffsets: scatter,
        targetRe: im, targetIm: re, targetOffsets: scatter + factors.size,
        butterflies: factors.butterflies(radix)))
  }

  /// The forward passes from the second to before `end`.
  @inline(__always)
  func forward(_ scratch: UnsafeMutablePointer<Float>, to end: Int) {
    var pass = 1
    while pass < end {
      inPlace(pass, scratch, scratch + laneCount)
      pass &+= 1
    }
  }

  /// The inverse passes from before `end` to the second.
  @inline(__always)
  func backward(_ scratch: UnsafeMutablePointer<Float>, from end: Int) {
    var pass = end &- 1
    while pass > 0 {
      inPlace(pass, scratch + laneCount, scratch)
      pass &-= 1
    }
  }

  @inline(__always)
  private func inPlace(
    _ pass: Int, _ re: UnsafeMutablePointer<Float>, _ im: UnsafeMutablePointer<Float>
  ) {
    let radix = factors.radices[pass]
    radix.run(
      TransformPass(
        sourceRe: re, sourceIm: im, sourceOffsets: passSlots(pass), targetRe: re, targetIm: im,
        targetOffsets: passSlots(pass), butterflies: factors.butterflies(radix)))
  }
}

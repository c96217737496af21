/// The calls of one sample, the same on both sides: some parts of equally many calls, each timed for itself.
///
/// On a virtual CPU whose sibling hardware thread belongs to somebody else the speed jumps within
/// milliseconds. The first quartile of the parts is the time between the jumps.
struct GateBatch: Hashable, Sendable {
  let callsPerPart: Int
  let parts: Int

  /// Parts that are long for a clock, in a sample of about `nanoseconds` where a call takes `callNanoseconds`.
  init(nanoseconds: Double, callNanoseconds: Double) {
    let time = max(callNanoseconds, 1)
    callsPerPart = max(1, Int((Self.partNanoseconds / time).rounded(.up)))
    parts = max(1, Int((nanoseconds / (time * Double(callsPerPart))).rounded()))
  }

  /// At least one part of at least one call.
  init(callsPerPart: Int, parts: Int) {
    self.callsPerPart = max(1, callsPerPart)
    self.parts = max(1, parts)
  }

  var calls: Int { callsPerPart * parts }

  private static let partNanoseconds = 1e5
}

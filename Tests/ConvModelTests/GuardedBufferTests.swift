import TestSupport
import Testing

@Suite struct GuardedBufferTests {
  @Test("holds its values and starts as not-a-number", arguments: [true, false])
  func holdsValues(guardAtEnd: Bool) {
    let buffer = GuardedBuffer(count: 5000, guardAtEnd: guardAtEnd)
    #expect(buffer.values.allSatisfy { $0.isNaN })
    buffer.fill(3)
    #expect(buffer.values == Array(repeating: 3, count: 5000))
    #expect(GuardedBuffer([1, 2, 3], guardAtEnd: guardAtEnd).values == [1, 2, 3])
  }

  @Test("reading one float past the end ends the process")
  func guardsEnd() async {
    await #expect(processExitsWith: .failure) {
      let buffer = GuardedBuffer(count: 17, guardAtEnd: true)
      print(buffer.pointer[17])
    }
  }

  @Test("reading one float before the start ends the process")
  func guardsStart() async {
    await #expect(processExitsWith: .failure) {
      let buffer = GuardedBuffer(count: 17, guardAtEnd: false)
      print(buffer.pointer[-1])
    }
  }
}

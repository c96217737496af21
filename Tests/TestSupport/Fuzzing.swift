import BenchModel
import Foundation

/// Feeds a reader of files with damaged copies of valid ones: it must end, and what it throws must be one
/// clear line.
///
/// A crash ends the test process; `LKB_FUZZ_KEEP=FILE` keeps the input that is being read there. Seeds are
/// fixed; `LKB_FUZZ_ROUNDS=N` reads N inputs instead of the few of a usual test run.
package struct Fuzzing {
  /// Longest time that a reader may take for one input, in a debug build on a busy machine.
  private static let patience = Duration.seconds(5)
  private static let longestMessage = 1000

  private let rounds: Int
  private let kept: URL?

  package init(rounds: Int) {
    let environment = ProcessInfo.processInfo.environment
    self.rounds = environment["LKB_FUZZ_ROUNDS"].flatMap { Int($0) } ?? rounds
    kept = environment["LKB_FUZZ_KEEP"].map { URL(fileURLWithPath: $0) }
  }

  /// What went wrong, at most a few; every input is one of `corpus`, damaged.
  package func faults(
    _ corpus: [[UInt8]], seed: UInt64, read: ([UInt8]) throws -> Void
  ) -> [String] {
    var mutator = Mutator(seed: seed)
    var faults: [String] = []
    for round in 0..<rounds where faults.count < 5 {
      let input = mutator.mutated(corpus[round % corpus.count], others: corpus)
      if let kept { try? Data(input).write(to: kept) }
      let start = ContinuousClock.now
      var message: String?
      do { try read(input) } catch { message = "\(error)" }
      let time = ContinuousClock.now - start
      if time > Self.patience { faults.append("round \(round), seed \(seed): took \(time)") }
      if let message, let flaw = Self.flaw(of: message) {
        faults.append(
          "round \(round), seed \(seed): \(flaw): \(message.debugDescription.prefix(300))")
      }
    }
    return faults
  }

  /// Why a message is not one clear line, or `nil`.
  package static func flaw(of message: String) -> String? {
    if message.isEmpty { return "empty message" }
    if message.count > longestMessage { return "message of \(message.count) characters" }
    let isPlain = message.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
    return isPlain ? nil : "control characters in a message"
  }

  /// A committed file of the repository.
  package static func file(_ path: String) throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try Array(Data(contentsOf: root.appendingPathComponent(path)))
  }

  /// The first lines of a committed file: damage to many rows alike teaches nothing more.
  package static func lines(_ count: Int, of path: String) throws -> [UInt8] {
    let lines = try file(path).split(
      separator: UInt8(ascii: "\n"), maxSplits: count, omittingEmptySubsequences: false)
    return Array(lines.prefix(count).joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
  }
}

/// Damages bytes in the ways that files are damaged, and in those that trip readers.
package struct Mutator {
  private var generator: SplitMix64

  package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// Text that readers of numbers, of quotes, of UTF-8 and of nested values stumble over.
  private static let tokens: [[UInt8]] =
    [
      "99999999999999999999", "9223372036854775807", "-9223372036854775808", "18446744073709551616",
      "4294967296", "2147483647", "-1", "0", "1e999", "-1e-999", "nan", "inf", "0x10", "1_000", "٣",
      "\"", "'", "\"\"", ",", "\n", "\r\n", "\r", "\t", ":", ": ", "- ", "{", "}", "[", "]", "&a ",
      "*a", "!!int ", "|", "#", "%", "\u{2028}", "e\u{301}\u{301}", "\u{FEFF}", "null", "~", "true",
      "\\u0000", "\\ud800", "x", "/", ",,,,", "7:101:2", "1:9223372036854775807",
      "9223372036854775807x1x1", "1/0", "999999999x999999999x999999999",
    ].map { Array($0.utf8) } + [
      [0], [0, 0, 0, 0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF8],
    ]

  /// One to four kinds of damage, one after the other.
  package mutating func mutated(_ bytes: [UInt8], others: [[UInt8]]) -> [UInt8] {
    var result = bytes
    for _ in 0...generator.number(below: 4) { damage(&result, others) }
    return result
  }

  private mutating func damage(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
    let place = generator.number(below: bytes.count + 1)
    switch generator.number(below: 11) {
    case 0 where place < bytes.count:
      bytes[place] ^= 1 << UInt8(generator.number(below: 8))
    case 1: bytes.removeSubrange(place...)
    case 2: bytes.removeSubrange(range(from: place, in: bytes))
    case 3: bytes.insert(contentsOf: bytes[range(from: place, in: bytes)], at: place)
    case 4:
      let noise = (0..<generator.number(below: 9)).map { _ in
        UInt8(truncatingIfNeeded: generator.next())
      }
      bytes.insert(contentsOf: noise, at: place)
    case 5, 6: bytes.insert(contentsOf: token(), at: place)
    case 7, 8: replaceNumber(in: &bytes, from: place)
    case 9:
      let other = others[generator.number(below: others.count)]
      let start = generator.number(below: other.count + 1)
      bytes.replaceSubrange(
        range(from: place, in: bytes), with: other[range(from: start, in: other)])
    default:
      // Deep nesting, in flow and in block style.
      let opening = [Array("[".utf8), Array("{a: ".utf8), Array("{\"a\":".utf8), Array("- ".utf8)]
      let chosen = opening[generator.number(below: opening.count)]
      let depth = [20, 600, 20_000][generator.number(below: 3)]
      bytes.insert(contentsOf: [[UInt8]](repeating: chosen, count: depth).joined(), at: place)
    }
  }

  private mutating func token() -> [UInt8] {
    Self.tokens[generator.number(below: Self.tokens.count)]
  }

  /// Up to some dozen bytes from there.
  private mutating func range(from start: Int, in bytes: [UInt8]) -> Range<Int> {
    start..<min(bytes.count, start + generator.number(below: 40))
  }

  /// The next run of digits becomes a token.
  private mutating func replaceNumber(in bytes: inout [UInt8], from start: Int) {
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    guard let first = bytes[start...].firstIndex(where: isDigit) else { return }
    let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(first..<end, with: token())
  }
}

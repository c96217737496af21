/// One disassembled x86-64 instruction in AT&T syntax.
package struct Instruction: Hashable, Sendable {
  package let address: UInt64
  /// Without prefixes: `vfmadd231ps`.
  package let mnemonic: String
  /// Source operands first, as AT&T has them; without symbols and comments.
  package let operands: [String]

  /// Reads what follows the address: `rep stos %al,%es:(%rdi)`.
  package init(address: UInt64, text: some StringProtocol) {
    self.address = address
    var text = Substring(text)
    if let comment = text.firstIndex(of: "#") { text = text[..<comment] }
    var words = text.split(whereSeparator: \.isWhitespace)
    while words.count > 1, let word = words.first,
      Self.prefixes.contains(String(word)) || word.hasPrefix("{") || word.hasPrefix("rex")
    {
      words.removeFirst()
    }
    mnemonic = words.first.map(String.init) ?? ""
    // Targets are followed by their symbol: `363d50 <name+0x4>`.
    let rest = words.dropFirst().prefix { !$0.hasPrefix("<") }.joined()
    operands = Self.split(rest)
  }

  private static let prefixes: Set<String> = [
    "rep", "repz", "repnz", "lock", "bnd", "notrack", "data16", "addr32", "cs", "ds", "es", "ss",
    "fs", "gs",
  ]

  /// Divides at the commas outside of parentheses.
  private static func split(_ text: String) -> [String] {
    var parts: [String] = []
    var depth = 0
    var part = ""
    for character in text {
      switch character {
      case "(": depth += 1
      case ")": depth -= 1
      default: break
      }
      if character == ",", depth == 0 {
        parts.append(part)
        part = ""
      } else {
        part.append(character)
      }
    }
    return part.isEmpty ? parts : parts + [part]
  }

  /// Whether `operand` lies in memory.
  static func isMemory(_ operand: String) -> Bool {
    operand.contains("(") || operand.hasPrefix("%fs:") || operand.hasPrefix("%gs:")
  }

  /// Where a jump or call goes, when the text says it.
  var target: UInt64? {
    guard operands.count == 1, let operand = operands.first else { return nil }
    return UInt64(operand.hasPrefix("0x") ? operand.dropFirst(2) : operand[...], radix: 16)
  }

  /// Bytes of the widest vector register among the operands; 0 without any.
  var vectorBytes: Int {
    for (register, bytes) in [("%zmm", 64), ("%ymm", 32), ("%xmm", 16)]
    where operands.contains(where: { $0.contains(register) }) {
      return bytes
    }
    return 0
  }

  /// Whether it reads or writes memory through the stack pointer, or the frame pointer where that is one.
  func accessesStack(hasFramePointer: Bool) -> Bool {
    if mnemonic.hasPrefix("push") || mnemonic.hasPrefix("pop") && mnemonic != "popcnt" {
      return true
    }
    guard !mnemonic.hasPrefix("lea") else { return false }
    return operands.contains {
      Self.isMemory($0)
        && ($0.contains("(%rsp") || hasFramePointer && $0.contains("(%rbp"))
    }
  }
}

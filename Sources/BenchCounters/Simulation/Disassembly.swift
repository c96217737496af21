/// Machine code as `objdump -d --no-show-raw-insn` lists it.
package struct Disassembly: Hashable, Sendable {
  /// The code behind one symbol, or a part of it.
  package struct Function: Hashable, Sendable {
    /// Mangled where the language mangles.
    package let symbol: String
    package let instructions: [Instruction]
  }

  package var functions: [Function]

  package init(functions: [Function] = []) { self.functions = functions }

  /// Reads a listing; lines that are neither a symbol nor an instruction are passed over.
  package init(parsing text: String) {
    functions = []
    var symbol = ""
    var instructions: [Instruction] = []
    func finish(_ functions: inout [Function]) {
      if !instructions.isEmpty {
        functions.append(Function(symbol: symbol, instructions: instructions))
      }
      instructions = []
    }
    for line in text.split(separator: "\n") {
      if line.hasSuffix(">:"), let open = line.firstIndex(of: "<") {
        finish(&functions)
        let name = line[line.index(after: open)...].dropLast(2)
        // A part that begins inside a function: `name+0x40`.
        symbol = String(name.prefix(upTo: name.firstRange(of: "+0x")?.lowerBound ?? name.endIndex))
      } else if let instruction = Self.instruction(line) {
        instructions.append(instruction)
      }
    }
    finish(&functions)
  }

  private static func instruction(_ line: Substring) -> Instruction? {
    guard line.first?.isWhitespace == true, let colon = line.firstIndex(of: ":"),
      let address = UInt64(line[..<colon].drop(while: \.isWhitespace), radix: 16)
    else { return nil }
    let text = line[line.index(after: colon)...]
    guard text.contains(where: { !$0.isWhitespace }) else { return nil }
    return Instruction(address: address, text: text)
  }
}

extension Disassembly.Function {
  /// Positions of the loops that contain no other loop: from the target of a backward jump to the jump.
  package var innermostLoops: [ClosedRange<Int>] {
    let positions = Dictionary(
      instructions.enumerated().map { ($0.element.address, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    var spans: Set<ClosedRange<Int>> = []
    for (index, instruction) in instructions.enumerated()
    where instruction.mnemonic.hasPrefix("j") {
      if let target = instruction.target, let start = positions[target], start <= index {
        spans.insert(start...index)
      }
    }
    return spans.filter { span in
      !spans.contains {
        $0 != span && span.lowerBound <= $0.lowerBound && $0.upperBound <= span.upperBound
      }
    }.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// Whether `%rbp` points to the frame, as the code's beginning shows.
  var hasFramePointer: Bool {
    instructions.contains { $0.mnemonic == "mov" && $0.operands == ["%rsp", "%rbp"] }
  }
}

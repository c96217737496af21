import BenchCounters
import ConvModel
import Foundation

extension HotLoop {
  /// Of its function, for people.
  var name: String { SwiftName.readable(symbol) }

  /// The same function's hot loop in the kernels of another instruction set, without running it; `nil`
  /// for what is no kernel, or has another shape there.
  ///
  /// - Throws: `SimulationError` where binutils are missing or fail.
  func counterpart(
    for set: InstructionSet, in executable: String? = nil
  ) throws(SimulationError) -> HotLoop? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[0].hasPrefix(Self.kernels) else { return nil }
    return try Self.ofFunction(parts[1], module: Self.module(of: set), in: executable)
  }

  private static let kernels = "ConvKernels"

  private static func module(of set: InstructionSet) -> String {
    switch set {
    case .portable: "\(kernels)Portable"
    case .avx2: "\(kernels)AVX2"
    case .avx512: "\(kernels)AVX512"
    }
  }

  /// The hot loop of a function of the tool by name, without running it: for builds that callgrind cannot
  /// simulate.
  ///
  /// Of several functions of that name (specialisations), the one whose loop has most arithmetic;
  /// `nil` where there is no such function or it has no loop. `module` is a build of the kernels, such as
  /// `ConvKernelsAVX512`; `function` is what `SwiftName.readable` leaves after the module:
  /// `accumulateTile3`. `executable` is this process's file by default.
  ///
  /// - Throws: `SimulationError` where binutils are missing or fail.
  static func ofFunction(
    _ function: String, module: String, in executable: String? = nil
  ) throws(SimulationError) -> HotLoop? {
    let path = try Simulator.executable(given: executable)
    let own = function.split(separator: ".").last ?? ""
    let symbols = try ELFSymbol.all(of: path) { $0.contains("\(module.count)\(module)") }
      .filter { symbol in
        // Most are ruled out before their names are taken apart.
        guard let name = SwiftName.demangled(symbol.name), name.contains(own) else { return false }
        return SwiftName.shortened(name) == "\(module).\(function)"
      }
    let code = ObjectCode(objdump: try ObjectCode.tool("objdump"), run: ChildProgram.output)
    var listing = Disassembly()
    for symbol in symbols {
      listing.functions += try code.list(path, symbol.address...symbol.lastAddress).functions
    }
    return HotLoop.densest(in: listing)
  }
}

/// A function of an ELF file.
struct ELFSymbol: Hashable, Sendable {
  let name: String
  let address: UInt64
  /// Of its last byte.
  let lastAddress: UInt64

  /// The functions of a file whose mangled names pass `isWanted`, by binutils' nm.
  ///
  /// - Throws: `SimulationError`.
  static func all(
    of path: String, where isWanted: (Substring) -> Bool
  ) throws(SimulationError) -> [ELFSymbol] {
    let listing = try ChildProgram.output(
      try ObjectCode.tool("nm"), ["--defined-only", "-S", path])
    return listing.output.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count == 4, ["T", "t", "W", "w"].contains(fields[2]), isWanted(fields[3]),
        let address = UInt64(fields[0], radix: 16), let size = UInt64(fields[1], radix: 16),
        size > 0
      else { return nil }
      return ELFSymbol(
        name: String(fields[3]), address: address, lastAddress: address + size - 1)
    }
  }
}

extension ChildProgram {
  /// Runs a program of binutils to its good end.
  ///
  /// - Throws: `SimulationError`.
  static func output(
    _ path: String, _ arguments: [String]
  ) throws(SimulationError) -> Result {
    let name = (path as NSString).lastPathComponent
    do {
      let result = try ChildProgram(path: path, arguments: arguments).run(
        in: NSTemporaryDirectory(), timeout: 60, isInterrupted: { Interrupt.isPending })
      guard result.end == .exited(0) else {
        throw Failure.notStarted(reason: result.errors.trimmingCharacters(in: .newlines))
      }
      return result
    } catch Failure.interrupted {
      throw .interrupted
    } catch Failure.timedOut {
      throw .timedOut(seconds: 60)
    } catch Failure.notStarted(let reason), Failure.unread(let reason) {
      throw .failed(program: name, reason: reason)
    } catch {
      throw .failed(program: name, reason: "\(error)")
    }
  }
}

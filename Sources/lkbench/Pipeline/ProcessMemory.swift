import BenchRecords
import ConvModel
import Foundation

/// The process's memory as the kernel accounts for it.
enum ProcessMemory {
  /// Forgets the largest resident set so far, so that `peakBytes` is that of what follows.
  ///
  /// False where the kernel cannot; the peak is that of the process's whole life then.
  @discardableResult
  static func resetPeak() -> Bool {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
    // 5 resets VmHWM, see proc_pid_clear_refs(5). Where that fails, `environment.json` says what the peak is of.
    return (try? file.write(contentsOf: Data("5".utf8))) != nil
  }

  /// `VmHWM`: the largest resident set since the last reset; `nil` where the system does not tell.
  static func peakBytes() -> Int? {
    let status = SystemFiles.live.text("/proc/self/status") ?? ""
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else {
      return nil
    }
    let words = line.split(whereSeparator: \.isWhitespace)
    return words.count >= 2 ? Int(words[1]).map { $0 * 1024 } : nil
  }
}

extension Selection.Group {
  /// Bytes that measuring `cases` of the problem takes at most: the problem once, and a packed copy of
  /// the weights and a workspace per case.
  ///
  /// - Throws: `ProblemError.overflow`.
  static func memoryNeed(_ problem: Problem, cases: [BenchmarkCase]) throws(ProblemError) -> Int {
    var whole = 0
    var packed = 0
    var tensors: [Layout: Int] = [:]
    for item in cases {
      let need = try MemoryNeed(problem, layout: item.layout)
      whole = max(whole, need.totalBytes)
      // A packed kernel holds at most what lowering took; a workspace, a padded copy of the input.
      packed = packed.addingCapped(need.programBytes).addingCapped(2 * need.inputBytes)
      tensors[item.layout] = need.inputBytes.addingCapped(need.outputBytes)
    }
    return tensors.values.reduce(whole.addingCapped(packed)) { $0.addingCapped($1) }
  }
}

extension Int {
  /// The sum, or the largest number where it does not fit.
  fileprivate func addingCapped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

import ArgumentParser
import ConvModel
import ConvPlanning
import Foundation

@testable import lkbench

/// The repository of this source file, so that tests read the committed suites.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

extension SelectionContext {
  /// A machine with AVX2, the committed suites, and memory for everything.
  static let fixed = SelectionContext(
    machine: Machine(instructionSets: [.portable, .avx2]),
    folder: ProjectFolder(
      home: repository, currentDirectory: "/", executableDirectory: "/"),
    availableMemory: nil)
}

/// The selection of a command line.
func select(_ words: [String], _ context: SelectionContext = .fixed) throws -> Selection {
  try SelectionOptions.parse(words).resolve(context)
}

/// The complaint about a command line, and with what status the tool ends; `nil` if there is none.
func complaint(
  _ words: [String], _ context: SelectionContext = .fixed
) -> (text: String, status: ExitStatus)? {
  do {
    _ = try select(words, context)
    return nil
  } catch {
    guard let coded = error as? any ExitCoded else { return ("not coded: \(error)", .failed) }
    return (coded.description, coded.exitStatus)
  }
}

/// The smallest complete selection, to which tests add one option.
let plain = ["--variant", "dense", "--kernel", "7", "--shape", "8x9x9"]

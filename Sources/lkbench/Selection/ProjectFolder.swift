import Foundation

/// Where the files that come with the tool are: suites, counter groups, charts.
struct ProjectFolder: Sendable {
  /// `LKB_HOME`.
  var home: String?
  var currentDirectory: String
  /// The executable's folder.
  var executableDirectory: String

  /// This process's.
  static var current: ProjectFolder {
    let files = FileManager.default
    // Without it nothing is looked for beside the executable; whoever finds nothing names LKB_HOME.
    let executable = (try? OwnExecutable.path()) ?? ""
    return ProjectFolder(
      home: ProcessInfo.processInfo.environment["LKB_HOME"].flatMap { $0.isEmpty ? nil : $0 },
      currentDirectory: files.currentDirectoryPath,
      executableDirectory: (executable as NSString).deletingLastPathComponent)
  }

  /// The folder `relative` of the repository: in `LKB_HOME` if that is set, else in the current
  /// directory or a folder above it, else above the executable; `nil` when there is none.
  func find(_ relative: String) -> String? {
    let candidates =
      home.map { [$0] } ?? Self.upward(currentDirectory) + Self.upward(executableDirectory)
    return candidates.map { ($0 as NSString).appendingPathComponent(relative) }.first { path in
      var isDirectory: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        && isDirectory.boolValue
    }
  }

  /// `directory` and every folder that contains it.
  static func upward(_ directory: String) -> [String] {
    guard directory.hasPrefix("/") else { return [] }
    var folders = [directory]
    while let last = folders.last, last != "/" {
      folders.append((last as NSString).deletingLastPathComponent)
    }
    return folders
  }
}

import Foundation

/// Where the tool keeps what it measured about the machine.
enum UserCache {
  /// `$XDG_CACHE_HOME/lkbench`, by default `~/.cache/lkbench`; it need not exist yet.
  static func folder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    let home = URL(filePath: NSHomeDirectory(), directoryHint: .isDirectory)
    let cache =
      environment["XDG_CACHE_HOME"].flatMap { path in
        path.hasPrefix("/") ? URL(filePath: path, directoryHint: .isDirectory) : nil
      } ?? home.appending(path: ".cache", directoryHint: .isDirectory)
    return cache.appending(path: "lkbench")
  }
}

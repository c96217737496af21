import Foundation

/// The file that this process runs.
enum OwnExecutable {
  /// Its path, without links.
  ///
  /// - Throws: `OwnExecutableError` where the system does not tell, as without `/proc`.
  static func path() throws(OwnExecutableError) -> String {
    do {
      return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    } catch {
      throw OwnExecutableError(reason: error.localizedDescription)
    }
  }
}

/// Why the tool cannot be started again by itself.
struct OwnExecutableError: ExitCoded, Hashable {
  let reason: String

  var exitStatus: ExitStatus { .failed }
  var description: String { "its own executable is not known: \(reason)" }
}

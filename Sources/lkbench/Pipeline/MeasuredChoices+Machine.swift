import BenchRecords
import ConvPlanning
import Foundation

extension MeasuredChoices {
  /// The choices for `--algorithm measured`, kept in the user's cache folder.
  static let ofThisMachine = MeasuredChoices(store: PlanStore(url: PlanStore.location()))
}

extension PlanStore {
  /// `$XDG_CACHE_HOME/lkbench` (by default `~/.cache/lkbench`), a file for this machine and this build: other
  /// kernels have other times.
  static func location(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    let home = URL(filePath: NSHomeDirectory(), directoryHint: .isDirectory)
    let cache =
      environment["XDG_CACHE_HOME"].flatMap { path in
        path.hasPrefix("/") ? URL(filePath: path, directoryHint: .isDirectory) : nil
      } ?? home.appending(path: ".cache", directoryHint: .isDirectory)
    var build = FNV1a()
    let binary = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      .flatMap { try? FileManager.default.attributesOfItem(atPath: $0) }
    build.add("\(binary?[.size] ?? 0) \(binary?[.modificationDate] ?? 0)")
    let name = "plans-\(MachineDescription(.live).fingerprint)-\(build.text).json"
    return cache.appending(path: "lkbench").appending(path: name)
  }
}

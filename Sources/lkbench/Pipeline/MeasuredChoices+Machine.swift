import BenchRecords
import ConvPlanning
import Foundation

extension MeasuredChoices {
  /// The choices for `--algorithm measured`, kept in the user's cache folder.
  static let ofThisMachine = MeasuredChoices(store: PlanStore(url: PlanStore.location())) {
    Terminal().note("warning: \($0)")
  }
}

extension PlanStore {
  /// A file of the user's cache folder for this machine and this build: other kernels have other times.
  static func location(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    var build = FNV1a()
    let binary = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      .flatMap { try? FileManager.default.attributesOfItem(atPath: $0) }
    build.add("\(binary?[.size] ?? 0) \(binary?[.modificationDate] ?? 0)")
    let name = "plans-\(MachineDescription(.live).fingerprint)-\(build.text).json"
    return UserCache.folder(environment: environment).appending(path: name)
  }
}

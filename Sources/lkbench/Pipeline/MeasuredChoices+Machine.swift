import BenchRecords
import ConvPlanning
import Foundation

extension MeasuredChoices {
  /// The choices for `--algorithm measured`, kept in the user's cache folder.
  ///
  /// In memory alone where the system does not tell which build this is: another one's times would be wrong.
  static let ofThisMachine = MeasuredChoices(
    store: PlanStore.location().map { PlanStore(url: $0) }
  ) {
    Terminal().note("warning: \($0)")
  }
}

extension PlanStore {
  /// A file of the user's cache folder for this machine and this build: other kernels have other times.
  ///
  /// `nil` where `executable` has no size and date, as after another build took its place.
  static func location(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: String? = try? OwnExecutable.path()
  ) -> URL? {
    guard let executable,
      let binary = try? FileManager.default.attributesOfItem(atPath: executable),
      let size = binary[.size], let date = binary[.modificationDate]
    else { return nil }
    var build = FNV1a()
    build.add("\(size) \(date)")
    let name = "plans-\(MachineDescription(.live).fingerprint)-\(build.text).json"
    return UserCache.folder(environment: environment).appending(path: name)
  }
}

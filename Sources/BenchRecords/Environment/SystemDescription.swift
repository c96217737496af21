/// The state of the operating system when the run started: the parts that can change.
///
/// Every field is `nil` where the system does not tell.
package struct SystemDescription: Codable, Hashable, Sendable {
  package var distribution: String?
  package var kernelRelease: String?
  package var clockSource: String?
  package var processorsAllowed: Int?
  /// Processors' worth of time that the control group may use; `nil` without a limit.
  package var cgroupProcessorLimit: Double?
  package var governor: String?
  package var isBoostEnabled: Bool?
  /// `/proc/sys/kernel/randomize_va_space`: 0 off, 1 partial, 2 full.
  package var addressRandomization: Int?
  package var transparentHugePages: String?
  /// Load averages over 1, 5 and 15 minutes.
  package var loadAverages: [Double]?
  /// Share of the last 10 s in which some task waited for a processor, in percent.
  package var processorPressure10s: Double?

  enum CodingKeys: String, CodingKey {
    case distribution
    case kernelRelease = "kernel_release"
    case clockSource = "clock_source"
    case processorsAllowed = "processors_allowed"
    case cgroupProcessorLimit = "cgroup_processor_limit"
    case governor
    case isBoostEnabled = "boost_enabled"
    case addressRandomization = "address_randomization"
    case transparentHugePages = "transparent_huge_pages"
    case loadAverages = "load_averages"
    case processorPressure10s = "processor_pressure_10s_percent"
  }

  /// A description of which nothing is known.
  package init() {}

  /// Reads the state from `/proc`, `/sys` and `/etc/os-release`; missing files leave fields `nil`.
  package init(_ files: SystemFiles) {
    distribution = files.text("/etc/os-release")
      .flatMap { SystemText.pairs($0, separator: "=")["PRETTY_NAME"] }
      .map { String($0.drop { $0 == "\"" }.prefix { $0 != "\"" }) }
    kernelRelease = files.trimmed("/proc/sys/kernel/osrelease")
    clockSource = files.trimmed(
      "/sys/devices/system/clocksource/clocksource0/current_clocksource")
    processorsAllowed = files.text("/proc/self/status")
      .flatMap { SystemText.pairs($0, separator: ":")["Cpus_allowed_list"] }
      .flatMap(SystemText.processorCount)
    cgroupProcessorLimit = Self.cgroupLimit(files)
    governor = files.trimmed("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    isBoostEnabled =
      files.integer("/sys/devices/system/cpu/cpufreq/boost").map { $0 != 0 }
      ?? files.integer("/sys/devices/system/cpu/intel_pstate/no_turbo").map { $0 == 0 }
    addressRandomization = files.integer("/proc/sys/kernel/randomize_va_space")
    transparentHugePages = files.trimmed("/sys/kernel/mm/transparent_hugepage/enabled")
      .flatMap(SystemText.chosenWord)
    loadAverages = files.trimmed("/proc/loadavg").flatMap(Self.loadAverages)
    processorPressure10s = files.text("/proc/pressure/cpu").flatMap(Self.pressure)
  }

  static func loadAverages(_ text: String) -> [Double]? {
    let values = text.split(separator: " ").prefix(3).compactMap { Double($0) }
    return values.count == 3 ? values : nil
  }

  static func pressure(_ text: String) -> Double? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("some ") }),
      let word = line.split(separator: " ").first(where: { $0.hasPrefix("avg10=") })
    else { return nil }
    return Double(word.dropFirst("avg10=".count))
  }

  /// The tightest limit of the process's control group and those above it.
  static func cgroupLimit(_ files: SystemFiles) -> Double? {
    let groups = files.text("/proc/self/cgroup") ?? ""
    let unified = groups.split(separator: "\n").first { $0.hasPrefix("0::") }
    var path = unified.map { String($0.dropFirst(3)) } ?? "/"
    var limits: [Double] = []
    while true {
      let folder = "/sys/fs/cgroup" + (path == "/" ? "" : path)
      limits += files.trimmed("\(folder)/cpu.max").flatMap(ratio).map { [$0] } ?? []
      guard path.count > 1, let slash = path.lastIndex(of: "/") else { break }
      path = slash == path.startIndex ? "/" : String(path[..<slash])
    }
    let legacy = "/sys/fs/cgroup/cpu/cpu.cfs_"
    if let quota = files.integer("\(legacy)quota_us"), quota > 0,
      let period = files.integer("\(legacy)period_us"), period > 0
    {
      limits.append(Double(quota) / Double(period))
    }
    return limits.min()
  }

  /// The quotient of `200000 100000`; `nil` for `max 100000`.
  private static func ratio(_ text: String) -> Double? {
    let values = text.split(separator: " ").compactMap { Double($0) }
    guard values.count == 2, values[1] > 0 else { return nil }
    return values[0] / values[1]
  }
}

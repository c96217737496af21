/// What the measurements were taken on: the parts that do not change while the machine runs.
///
/// Every field is `nil` where the system does not tell.
package struct MachineDescription: Codable, Hashable, Sendable {
  package var vendor: String?
  package var modelName: String?
  package var family: Int?
  package var model: Int?
  package var stepping: Int?
  package var microcode: String?
  /// The instruction set flags that matter to kernels, sorted.
  package var flags: [String]?
  /// Whether the processor says that it is virtual.
  package var isVirtual: Bool?
  package var processorsOnline: Int?
  package var isSMTActive: Bool?
  package var caches: [CacheDescription]?
  package var memoryBytes: Int?

  enum CodingKeys: String, CodingKey {
    case vendor
    case modelName = "model_name"
    case family
    case model
    case stepping
    case microcode
    case flags
    case isVirtual = "virtual"
    case processorsOnline = "processors_online"
    case isSMTActive = "smt_active"
    case caches
    case memoryBytes = "memory_bytes"
  }

  /// A description of which nothing is known.
  package init() {}

  /// Reads the description from `/proc` and `/sys`; missing files leave fields `nil`.
  package init(_ files: SystemFiles) {
    self.init(cpuinfo: files.text("/proc/cpuinfo") ?? "")
    processorsOnline = files.trimmed("/sys/devices/system/cpu/online")
      .flatMap(SystemText.processorCount)
    isSMTActive = files.integer("/sys/devices/system/cpu/smt/active").map { $0 != 0 }
    caches = CacheDescription.all(files)
    memoryBytes = files.text("/proc/meminfo")
      .flatMap { SystemText.pairs($0, separator: ":")["MemTotal"] }
      .flatMap(SystemText.byteCount)
  }

  /// Reads the fields of the first processor in the text of `/proc/cpuinfo`.
  init(cpuinfo text: String) {
    let pairs = SystemText.pairs(text, separator: ":")
    vendor = pairs["vendor_id"]
    modelName = pairs["model name"]
    family = pairs["cpu family"].flatMap { Int($0) }
    model = pairs["model"].flatMap { Int($0) }
    stepping = pairs["stepping"].flatMap { Int($0) }
    microcode = pairs["microcode"]
    guard let all = pairs["flags"]?.split(separator: " ").map(String.init) else { return }
    let prefixes = ["avx", "fma", "f16c", "amx", "bmi", "sse4_"]
    flags = all.filter { flag in prefixes.contains { flag.hasPrefix($0) } }.sorted()
    isVirtual = all.contains("hypervisor")
  }
}

/// One cache as the first processor sees it.
package struct CacheDescription: Codable, Hashable, Sendable {
  package let level: Int
  /// `Data`, `Instruction` or `Unified`.
  package let kind: String
  package let bytes: Int
  /// Processors that share this cache, as a list such as `0-1`.
  package let sharedBy: String?

  /// Number of the processors that share this cache; `nil` where the system does not tell.
  package var sharerCount: Int? { sharedBy.flatMap(SystemText.processorCount) }

  enum CodingKeys: String, CodingKey {
    case level
    case kind
    case bytes
    case sharedBy = "shared_by"
  }

  package init(level: Int, kind: String, bytes: Int, sharedBy: String? = nil) {
    self.level = level
    self.kind = kind
    self.bytes = bytes
    self.sharedBy = sharedBy
  }

  static func all(_ files: SystemFiles) -> [CacheDescription]? {
    var caches: [CacheDescription] = []
    while true {
      let folder = "/sys/devices/system/cpu/cpu0/cache/index\(caches.count)"
      guard let level = files.integer("\(folder)/level"),
        let kind = files.trimmed("\(folder)/type"),
        let bytes = files.trimmed("\(folder)/size").flatMap(SystemText.byteCount)
      else { return caches.isEmpty ? nil : caches }
      let sharedBy = files.trimmed("\(folder)/shared_cpu_list")
      caches.append(CacheDescription(level: level, kind: kind, bytes: bytes, sharedBy: sharedBy))
    }
  }
}

/// A CPU design whose counting unit differs from others': the name of a folder of `CounterGroups`.
package struct MicroArchitecture: Hashable, Sendable {
  /// The folder's name.
  package let id: String
  /// One line for people.
  package let summary: String
  /// Names of its core counting units in libpfm's tables; empty where libpfm 4.13 has none.
  package let units: [String]
  /// Families and models of `/proc/cpuinfo` that are this design.
  private let signatures: [Signature]

  private struct Signature: Hashable, Sendable {
    let vendor: String
    let family: Int
    let models: [ClosedRange<Int>]
  }

  /// Whatever has no entry: only events that every counting unit has are counted there.
  package static let generic = MicroArchitecture(
    id: "generic", summary: "any CPU", units: [], signatures: [])

  /// Every design with event tables of its own.
  ///
  /// Families and models are those by which Linux tells them apart: AMD in `bsp_init_amd`
  /// (arch/x86/kernel/cpu/amd.c, after AMD's Processor Programming References), Intel in
  /// arch/x86/include/asm/intel-family.h. Cascade and Cooper Lake share model 85 with Skylake-X,
  /// Emerald Rapids (207) has the core of Sapphire Rapids (143).
  package static let all = [
    MicroArchitecture(
      id: "zen2", summary: "AMD Zen 2", units: ["amd64_fam17h_zen2"],
      signatures: [amd(0x17, 0x30...0x4f, 0x60...0x7f, 0x90...0x91, 0xa0...0xaf)]),
    MicroArchitecture(
      id: "zen3", summary: "AMD Zen 3", units: ["amd64_fam19h_zen3"],
      signatures: [amd(0x19, 0x00...0x0f, 0x20...0x5f)]),
    MicroArchitecture(
      id: "zen4", summary: "AMD Zen 4", units: ["amd64_fam19h_zen4"],
      signatures: [amd(0x19, 0x10...0x1f, 0x60...0xaf)]),
    MicroArchitecture(
      id: "zen5", summary: "AMD Zen 5", units: [],
      signatures: [amd(0x1a, 0x00...0x2f, 0x40...0x4f, 0x60...0x7f)]),
    MicroArchitecture(
      id: "skylake-x", summary: "Intel Skylake-X, Cascade Lake, Cooper Lake",
      units: ["skx", "clx"], signatures: [intel(85...85)]),
    MicroArchitecture(
      id: "icelake-sp", summary: "Intel Ice Lake-SP and -D", units: ["icx"],
      signatures: [intel(106...106, 108...108)]),
    MicroArchitecture(
      id: "sapphire-rapids", summary: "Intel Sapphire Rapids, Emerald Rapids", units: ["spr"],
      signatures: [intel(143...143, 207...207)]),
  ]

  /// This machine's; generic where there is no `/proc`, since the generic events are right anywhere.
  package static let current = MicroArchitecture.of(
    cpuinfo: KernelFile.read("/proc/cpuinfo").text ?? "")

  /// That of the first processor in a text in the format of `/proc/cpuinfo`.
  package static func of(cpuinfo: String) -> MicroArchitecture {
    var fields: [String: String] = [:]
    for line in cpuinfo.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map {
        $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }
      guard parts.count == 2, fields[parts[0]] == nil else { continue }
      fields[parts[0]] = parts[1]
    }
    guard let vendor = fields["vendor_id"], let family = fields["cpu family"].flatMap(Int.init),
      let model = fields["model"].flatMap(Int.init)
    else { return .generic }
    return all.first { design in
      design.signatures.contains { signature in
        signature.vendor == vendor && signature.family == family
          && signature.models.contains { $0.contains(model) }
      }
    } ?? .generic
  }

  private static func amd(_ family: Int, _ models: ClosedRange<Int>...) -> Signature {
    Signature(vendor: "AuthenticAMD", family: family, models: models)
  }

  private static func intel(_ models: ClosedRange<Int>...) -> Signature {
    Signature(vendor: "GenuineIntel", family: 6, models: models)
  }
}

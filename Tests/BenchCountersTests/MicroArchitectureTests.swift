import BenchCounters
import Foundation
import Testing

@Suite("A micro-architecture")
struct MicroArchitectureTests {
  private func cpuinfo(_ vendor: String, _ family: Int, _ model: Int) -> String {
    """
    processor\t: 0
    vendor_id\t: \(vendor)
    cpu family\t: \(family)
    model\t\t: \(model)
    model name\t: Some CPU @ 2.0: GHz

    processor\t: 1
    vendor_id\t: Other
    """
  }

  @Test(
    "is told by vendor, family and model",
    arguments: [
      ("AuthenticAMD", 23, 49, "zen2"), ("AuthenticAMD", 23, 113, "zen2"),
      ("AuthenticAMD", 23, 1, "generic"), ("AuthenticAMD", 25, 1, "zen3"),
      ("AuthenticAMD", 25, 80, "zen3"), ("AuthenticAMD", 25, 17, "zen4"),
      ("AuthenticAMD", 25, 97, "zen4"), ("AuthenticAMD", 25, 160, "zen4"),
      ("AuthenticAMD", 26, 2, "zen5"), ("AuthenticAMD", 26, 68, "zen5"),
      ("AuthenticAMD", 26, 80, "generic"), ("GenuineIntel", 6, 85, "skylake-x"),
      ("GenuineIntel", 6, 106, "icelake-sp"), ("GenuineIntel", 6, 143, "sapphire-rapids"),
      ("GenuineIntel", 6, 207, "sapphire-rapids"), ("GenuineIntel", 6, 158, "generic"),
      ("HygonGenuine", 25, 1, "generic"),
    ])
  func signature(_ vendor: String, _ family: Int, _ model: Int, _ expected: String) {
    #expect(MicroArchitecture.of(cpuinfo: cpuinfo(vendor, family, model)).id == expected)
  }

  @Test("is generic where the text says nothing of it")
  func unknown() {
    for text in ["", "processor\t: 0\n", "CPU implementer\t: 0x41\nCPU part\t: 0xd40\n"] {
      #expect(MicroArchitecture.of(cpuinfo: text) == .generic)
    }
  }

  @Test("has a folder of event tables for every hardware group, and nobody else has")
  func folders() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: shippedGroups)
    #expect(Set(folders) == Set(MicroArchitecture.all.map(\.id) + ["generic"]))
    for machine in MicroArchitecture.all {
      let groups = try CounterGroup.all(below: shippedGroups, for: machine)
      for group in groups {
        let isHardware = group.metrics.contains { $0.kind == .hardware }
        #expect(group.microArchitecture == (isHardware ? machine.id : "generic"), "\(group.name)")
      }
    }
  }

  @Test("changes no column")
  func columns() throws {
    let generic = try CounterGroup.all(below: shippedGroups, for: .generic)
    for machine in MicroArchitecture.all {
      let groups = try CounterGroup.all(below: shippedGroups, for: machine)
      #expect(groups.map(\.metricDescriptors) == generic.map(\.metricDescriptors))
    }
  }
}

import BenchCounters
import BenchModel
import Foundation
import Glibc
import Testing

@Suite("The powercap source")
struct PowercapTests {
  /// A copy of the kernel's files: name, microjoules and range per zone.
  private final class Zones {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    init(_ zones: [(folder: String, name: String, energy: Int, range: Int)]) throws {
      for zone in zones {
        let folder = root.appending(path: "sys/class/powercap/" + zone.folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (file, text) in [
          ("name", zone.name), ("energy_uj", "\(zone.energy)"),
          ("max_energy_range_uj", "\(zone.range)"),
        ] {
          try (text + "\n").write(
            to: folder.appending(path: file), atomically: false, encoding: .utf8)
        }
      }
    }

    func set(_ folder: String, _ energy: Int) throws {
      try "\(energy)\n".write(
        to: root.appending(path: "sys/class/powercap/\(folder)/energy_uj"), atomically: false,
        encoding: .utf8)
    }

    var source: PowercapSource { PowercapSource(root: root.path(percentEncoded: false)) }

    deinit { try? FileManager.default.removeItem(at: root) }
  }

  private static let package = CounterEvent(name: "powercap::PACKAGE", kind: .software)
  private static let memory = CounterEvent(name: "powercap::DRAM", kind: .software)

  private func twoPackages() throws -> Zones {
    try Zones([
      ("intel-rapl:0", "package-0", 100, 1000), ("intel-rapl:1", "package-1", 900, 1000),
      ("intel-rapl:0:0", "core", 50, 1000), ("intel-rapl:0:1", "dram", 10, 1000),
      ("intel-rapl-mmio:0", "package-0", 100, 1000), ("intel-rapl:2", "psys", 1, 1000),
    ])
  }

  @Test("sums packages, once each, and follows a meter that starts again")
  func counts() throws {
    let zones = try twoPackages()
    let session = try zones.source.open([Self.package, Self.memory])
    try session.start()
    try zones.set("intel-rapl:0", 150)
    try zones.set("intel-rapl:1", 30)
    try zones.set("intel-rapl:0:1", 17)
    try zones.set("intel-rapl:0:0", 999)
    #expect(try session.stop().counts == [50 + 130, 7])
  }

  @Test("becomes joules, watts and operations per watt of the group 'energy'")
  func group() throws {
    let zones = try twoPackages()
    let groups = try CounterGroup.all(below: shippedGroups).selecting(["energy"])
    let pass = try CounterPass(groups: groups, sources: [zones.source], knownWork: {})
    let known = KnownQuantities(
      time: 1e6, usefulFlops: 3e6, executedFlops: nil, compulsoryBytes: nil)
    var runs = 0
    let metrics = pass.measure(iterations: 2, known: known) { _ in
      runs += 1
      try? zones.set("intel-rapl:0", 160)
    }
    #expect(runs == 1)
    let values = Dictionary(
      uniqueKeysWithValues: metrics.map { ($0.descriptor.key, $0.value ?? -1) })
    // 60 µJ in 2 calls of 1 ms.
    #expect(values["powercap_package_microjoules"] == 30)
    #expect(abs((values["powercap_package_joules"] ?? 0) - 30e-6) < 1e-15)
    #expect(abs((values["powercap_package_watts"] ?? 0) - 0.03) < 1e-12)
    #expect(abs((values["powercap_gflops_per_watt"] ?? 0) - 100) < 1e-9)
    #expect(values["powercap_memory_joules"] == 0)
  }

  @Test("loses a count whose meter vanished meanwhile")
  func vanished() throws {
    let zones = try twoPackages()
    let session = try zones.source.open([Self.package, Self.memory])
    try session.start()
    try FileManager.default.removeItem(
      at: zones.root.appending(path: "sys/class/powercap/intel-rapl:0:1/energy_uj"))
    #expect(try session.stop().counts == [0, nil])
    #expect(throws: CounterError.self) { try session.stop() }
  }

  @Test("says what is missing: the zone, the right, the event")
  func absent() throws {
    let zones = try Zones([("intel-rapl:0", "package-0", 100, 1000)])
    #expect(zones.source.availability(of: Self.package) == .available)
    #expect(zones.source.availability(of: Self.memory) == .unavailable(.noPowerZone("dram")))
    #expect(
      PowercapSource(root: "/nowhere").availability(of: Self.package)
        == .unavailable(.noPowerZone("package")))
    #expect(
      zones.source.availability(of: CounterEvent(name: "powercap::X", kind: .software))
        == .unavailable(.noSuchEvent))
    let file = zones.root.appending(path: "sys/class/powercap/intel-rapl:0/energy_uj")
    try "?".write(to: file, atomically: false, encoding: .utf8)
    #expect(
      zones.source.availability(of: Self.package)
        == .unavailable(.sourceFailure("\(file.path(percentEncoded: false)): '?' is no number")))
    try FileManager.default.removeItem(at: file)
    let cause = CounterUnavailability.fileUnreadable(
      path: file.path(percentEncoded: false), code: ENOENT)
    #expect(zones.source.availability(of: Self.package) == .unavailable(cause))
    #expect(cause.status == .unsupported && !cause.remedy.contains("root"))
  }

  @Test("tells a forbidden meter, whose remedy is rights, from a missing one")
  func denied() async throws {
    let zones = try Zones([("intel-rapl:0", "package-0", 100, 1000)])
    await #expect(processExitsWith: .success) {
      [root = zones.root.path(percentEncoded: false) as String] in
      // Root reads any file, so that it becomes somebody else, who may have no way to this folder.
      #expect(chdir(root) == 0)
      let (folder, file) = ("./sys/class/powercap", "./sys/class/powercap/intel-rapl:0/energy_uj")
      if geteuid() == 0 {
        for path in [".", folder, file] { #expect(chown(path, 65534, 65534) == 0) }
        #expect(setuid(65534) == 0)
      }
      for hidden in [file, folder] {
        #expect(chmod(hidden, 0) == 0)
        let cause = CounterUnavailability.fileDenied(path: hidden)
        let source = PowercapSource(root: ".")
        #expect(source.availability(of: Self.package) == .unavailable(cause))
        #expect(cause.status == .denied && cause.remedy.contains("root"))
        #expect(chmod(hidden, 0o700) == 0)
      }
    }
  }
}

import ConvModel
import Foundation
import Testing

@testable import lkbench

@Suite("Cached ceilings")
struct CeilingStoreTests {
  private static let fingerprint = "0123456789abcdef"

  @Test("what was stored is read back, from a folder that did not exist")
  func roundTrip() throws {
    let folder = CacheFolder()
    let store = folder.store(fingerprint: Self.fingerprint)
    let cache = folder.path + "/lkbench"
    #expect(store.path == "\(cache)/ceilings-\(Self.fingerprint).json")
    #expect(try store.load(fingerprint: Self.fingerprint) == nil)
    // A machine that is seen as a lesser one has other ceilings.
    let lesser = folder.store(fingerprint: Self.fingerprint, limit: .avx2)
    #expect(lesser.path == "\(cache)/ceilings-\(Self.fingerprint)-avx2.json")
    let table = MadeUpCeilings.table()
    try store.save(table)
    #expect(try store.load(fingerprint: Self.fingerprint) == table)
    #expect(try lesser.load(fingerprint: Self.fingerprint) == nil)
    // Replaced whole, and nothing is left beside it.
    try store.save(table)
    let names = try FileManager.default.contentsOfDirectory(atPath: cache)
    #expect(names == ["ceilings-\(Self.fingerprint).json"])
  }

  @Test("a calibration that cannot be kept ends with 74 and one line that names the folder")
  func unwritable() throws {
    // A folder below a device can be made by nobody, root included.
    let store = CeilingStore.cached(
      fingerprint: Self.fingerprint, environment: ["XDG_CACHE_HOME": "/dev/null/cache"])
    let error = #expect(throws: (any Error).self) { try store.save(MadeUpCeilings.table()) }
    let coded = try #require(error as? any ExitCoded)
    #expect(coded.exitStatus == .inputOutput)
    #expect(coded.description == "cannot create /dev/null/cache: Not a directory")
  }

  @Test("without a cache folder of the user's choice it is ~/.cache")
  func defaultFolder() {
    for environment in [[:], ["XDG_CACHE_HOME": "relative"]] {
      #expect(UserCache.folder(environment: environment).path.hasSuffix("/.cache/lkbench"))
    }
  }

  @Test(
    "a damaged file is no calibration, with one line that says why and what to do",
    arguments: [
      ("", "it does not hold ceilings"), ("{\"schema\": 1", "it does not hold ceilings"),
      ("[]", "it does not hold ceilings"), ("{\"schema\": 9}", "its version is 9"),
      ("{\"schema\": 1, \"ceilings\": [{\"name\": \"L1\"}]}", "it does not hold ceilings"),
    ])
  func damage(text: String, reason: String) throws {
    let folder = CacheFolder()
    let store = folder.store(fingerprint: Self.fingerprint)
    try store.save(MadeUpCeilings.table())
    try Data(text.utf8).write(to: URL(filePath: store.path))
    var lines: [String] = []
    let table = store.load(fingerprint: Self.fingerprint, remedy: "measured again") {
      lines.append($0)
    }
    #expect(table == nil)
    #expect(
      lines == [
        "warning: the ceilings in \(store.path) are not used, \(reason): measured again"
      ])
    try store.save(MadeUpCeilings.table())
    #expect(try store.load(fingerprint: Self.fingerprint) != nil)
  }

  @Test("figures that are not positive, and those of another machine, are of no use")
  func wrongFigures() throws {
    let folder = CacheFolder()
    let store = folder.store(fingerprint: Self.fingerprint)
    try store.save(MadeUpCeilings.table(fingerprint: "another"))
    #expect(throws: DamagedCeilings(path: store.path, reason: "it is of another machine")) {
      try store.load(fingerprint: Self.fingerprint)
    }
    let json = try MadeUpCeilings.table().json()
    try Data(json.replacing("\"gflops\" : 100", with: "\"gflops\" : -1").utf8)
      .write(to: URL(filePath: store.path))
    #expect(throws: DamagedCeilings.self) { try store.load(fingerprint: Self.fingerprint) }
  }

  @Test("the JSON has a figure under the key of its unit, and a name per number of threads")
  func json() throws {
    struct Entry: Decodable {
      let name: String
      let threads: Int
      let gflops: Double?
      let gbytes_per_second: Double?
    }
    struct File: Decodable { let ceilings: [Entry] }
    let json = Data(try MadeUpCeilings.table().json().utf8)
    let entries = try JSONDecoder().decode(File.self, from: json).ceilings
    let names = entries.map(\.name)
    #expect(Set(names).count == names.count)
    let peak = try #require(entries.first { $0.name == "FMA avx2" })
    #expect(peak.threads == 1 && peak.gflops == 100 && peak.gbytes_per_second == nil)
    let memory = try #require(entries.first { $0.name == "DRAM, 4 threads" })
    #expect(memory.threads == 4 && memory.gbytes_per_second == 16 && memory.gflops == nil)
  }
}

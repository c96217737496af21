import BenchModel
import Foundation
import Testing

@testable import BenchRecords

@Suite("Baselines")
struct BaselineTests {
  @Test("a saved baseline is a copy that its name leads to, until it is removed")
  func lifeCycle() throws {
    try withTemporaryFolder { root in
      try Fixture.fullFolder(root + "/run")
      let store = BaselineStore(root: root + "/deep/baselines")
      #expect(try store.names() == [])
      try store.save("v1.0", folder: root + "/run")
      try store.save("main_2", folder: root + "/run")
      #expect(try store.names() == ["main_2", "v1.0"])
      let folder = try store.folder(of: "v1.0")
      for file in ["results.csv", "samples.csv", "environment.json"] {
        #expect(try contents("\(folder)/\(file)") == contents("\(root)/run/\(file)"))
      }
      #expect(try store.resolve("v1.0") == folder)
      #expect(try store.resolve(root + "/run") == root + "/run")
      try store.remove("v1.0")
      #expect(try store.names() == ["main_2"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: store.root) == ["main_2"])
      let missing = #expect(throws: BaselineError.self) { try store.folder(of: "v1.0") }
      #expect(
        missing?.description == "there is no baseline 'v1.0' in \(store.root), which has main_2")
      #expect(throws: BaselineError.self) { try store.resolve("v1.0") }
      #expect(throws: BaselineError.self) { try store.remove("v1.0") }
    }
  }

  @Test("a folder of baselines that cannot be listed is the reason, and not that there are none")
  func unlisted() throws {
    try withTemporaryFolder { root in
      try write("no folder".utf8, to: root + "/baselines")
      let store = BaselineStore(root: root + "/baselines")
      for error in [
        #expect(throws: BaselineError.self) { try store.folder(of: "v1") },
        #expect(throws: BaselineError.self) { try store.resolve("v1") },
      ] {
        let reason = "cannot open \(store.root): Not a directory"
        #expect(error == .unlisted(name: "v1", reason: reason))
        #expect(error?.description == "the baseline 'v1' was not found: \(reason)")
      }
    }
  }

  @Test("a taken name is refused, and replaced when that is asked for")
  func taken() throws {
    try withTemporaryFolder { root in
      try Fixture.fullFolder(root + "/run")
      let store = BaselineStore(root: root + "/baselines")
      try store.save("a", folder: root + "/run")
      #expect(throws: BaselineError.taken(name: "a")) {
        try store.save("a", folder: root + "/run")
      }
      try store.save("a", folder: root + "/run", replaces: true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: store.root) == ["a"])
    }
  }

  @Test("nothing is written where the results are damaged, missing or empty")
  func damaged() throws {
    try withTemporaryFolder { root in
      let store = BaselineStore(root: root + "/baselines")
      for file in ["results.csv", "samples.csv", "environment.json"] {
        let folder = "\(root)/\(file)-damaged"
        try Fixture.fullFolder(folder)
        try write("{\"nonsense\": \"\n\"\n\"".utf8, to: "\(folder)/\(file)")
        #expect(throws: RecordError.self, "\(file)") { try store.save("a", folder: folder) }
        try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
        #expect(throws: RecordError.self, "no \(file)") { try store.save("a", folder: folder) }
      }
      _ = try ResultsFolder.create(
        at: root + "/none", schema: Fixture.schema(), environment: Fixture.environment())
      #expect(throws: BaselineError.empty(folder: root + "/none")) {
        try store.save("a", folder: root + "/none")
      }
      #expect(!FileManager.default.fileExists(atPath: store.root))
    }
  }

  @Test(
    "names that could be paths, options or hidden files are refused",
    arguments: [
      "", ".", "..", ".a", "-a", "a/b", "a b", "ä", "a\n", String(repeating: "a", count: 101),
    ])
  func names(name: String) throws {
    let error = #expect(throws: BaselineError.self) {
      try BaselineStore(root: "/nowhere").save(name, folder: "/nowhere")
    }
    #expect(error?.description.contains("\n") == false)
  }
}

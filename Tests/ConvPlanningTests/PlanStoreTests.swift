import Foundation
import TestSupport
import Testing

@testable import ConvPlanning

@Suite("Store of measured times")
struct PlanStoreTests {
  /// A store in a folder of its own that is not there yet, removed afterwards.
  private static func withStore(_ body: (PlanStore) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(PlanStore(url: folder.appending(path: "cache/plans.json")))
  }

  @Test("writers at the same time lose nothing of each other")
  func concurrent() async throws {
    try await Self.withStore { store in
      let (writers, stages) = (4, 40)
      try await withThrowingTaskGroup { group in
        for writer in 0..<writers {
          group.addTask {
            for stage in 0..<stages {
              try store.save(key: "\(writer)-\(stage)", times: ["direct": Double(stage + 1)])
            }
          }
        }
        try await group.waitForAll()
      }
      let all = try store.load()
      #expect(all.count == writers * stages)
      #expect(all["3-7"] == ["direct": 8])
    }
  }

  @Test("a missing file is empty, and times that are none are left out")
  func invalid() async throws {
    try await Self.withStore { store in
      #expect(try store.load().isEmpty)
      let times = ["zero": 0, "negative": -3, "good": 2.5]
      try store.save(key: "some", times: times)
      try store.save(key: "none", times: ["zero": 0])
      #expect(try store.load() == ["some": ["good": 2.5]])
    }
  }

  @Test("times are measured again after a month, and those of a later date at once")
  func lifetime() async throws {
    try await Self.withStore { store in
      let now = Date(timeIntervalSince1970: 1e9)
      try store.save(key: "a", times: ["direct": 1], now: now)
      #expect(try store.load(now: now + 29 * 86_400).count == 1)
      #expect(try store.load(now: now + 31 * 86_400).isEmpty)
      #expect(try store.load(now: now - 60).isEmpty)
      // A later writer clears them away.
      try store.save(key: "b", times: ["direct": 2], now: now + 31 * 86_400)
      #expect(try store.load(now: now + 31 * 86_400) == ["b": ["direct": 2]])
    }
  }

  @Test(
    "a damaged file is an error of one line, and the next writer replaces it",
    arguments: [
      "", "{", "[1]", "{\"a\": {\"direct\": 1}}", "{\"a\": {\"measured\": 1, \"nanoseconds\": 7}}",
      "{\"a\": {\"measured\": 1, \"nanoseconds\": {\"direct\": 1e999}}}",
      "{\"a\": {\"measured\": 1, \"nanoseconds\": {\"direct\": NaN}}}",
    ])
  func damaged(text: String) async throws {
    try await Self.withStore { store in
      try store.save(key: "old", times: ["direct": 1])
      try Data(text.utf8).write(to: store.url)
      let error = #expect(throws: PlanStoreError.self) { try store.load() }
      let line = try #require(error).description
      #expect(line.hasPrefix("cannot read the measured times in \(store.url.path): "))
      #expect(Fuzzing.flaw(of: line) == nil, "\(line)")
      try store.save(key: "new", times: ["direct": 2])
      #expect(try store.load() == ["new": ["direct": 2]])
    }
  }

  @Test("a place that takes no file is an error that names it")
  func unwritable() async throws {
    let store = PlanStore(url: URL(filePath: "/dev/null/cache/plans.json"))
    let error = #expect(throws: PlanStoreError.self) { try store.save(key: "a", times: [:]) }
    #expect(
      error?.description.hasPrefix(
        "cannot write the measured times in /dev/null/cache/plans.json: ") == true)
  }
}

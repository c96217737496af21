import BenchHarness
import Testing

@Suite("Pinning")
struct AffinityTests {
  @Test("reads what it prints", arguments: ["auto", "off", "0", "3", "127"])
  func roundTrip(text: String) throws {
    #expect(try Pinning(parsing: text).description == text)
  }

  @Test("refuses other words", arguments: ["", "on", "-1", "1.5", "+3", " 2", "AUTO"])
  func unknown(text: String) {
    #expect(throws: HarnessError.unknownPinning(text)) { try Pinning(parsing: text) }
  }

  @Test("chooses the last CPU but CPU 0 where there are several")
  func automatic() throws {
    #expect(try Pinning.auto.chosenCPU(among: [0, 1, 2, 5]) == 5)
    #expect(try Pinning.auto.chosenCPU(among: [0]) == 0)
    #expect(try Pinning.auto.chosenCPU(among: [4]) == 4)
    #expect(try Pinning.off.chosenCPU(among: [0, 1]) == nil)
    #expect(try Pinning.cpu(1).chosenCPU(among: [0, 1]) == 1)
  }

  @Test("a team takes one CPU per core first, its caller's before all")
  func team() {
    let cores = [0: "a", 1: "b", 2: "a", 3: "b"]
    #expect(Pinning.team(first: 3, among: [0, 1, 2, 3]) { cores[$0] } == [3, 2, 1, 0])
    #expect(Pinning.team(first: 2, among: [0, 1, 2, 3]) { cores[$0] } == [2, 3, 1, 0])
    #expect(Pinning.team(first: 1, among: [0, 1, 2]) { _ in nil } == [1, 2, 0])
    #expect(Pinning.team(first: nil, among: [0, 4]) { _ in nil } == [4, 0])
  }

  @Test("says which CPUs are allowed when the asked one is not")
  func notAllowed() {
    let expected = HarnessError.cpuNotAllowed(7, allowed: [0, 2])
    #expect(throws: expected) { try Pinning.cpu(7).chosenCPU(among: [0, 2]) }
    #expect(
      expected.description == "CPU 7 is not among the CPUs this process may use: 0, 2")
  }

  @Test("pins the calling thread and restores it")
  func system() throws {
    let before = try CPUAffinity()
    let allowed = before.allowedCPUs
    #expect(!allowed.isEmpty)
    let cpu = try #require(try before.pin(.auto))
    #expect(allowed.contains(cpu))
    #expect(try CPUAffinity().allowedCPUs == [cpu])
    try before.restore()
    #expect(try CPUAffinity() == before)
    #expect(try before.pin(.off) == nil)
    #expect(try CPUAffinity() == before)
  }

  @Test("refuses a CPU beyond every mask without touching the thread")
  func beyond() throws {
    let before = try CPUAffinity()
    #expect(throws: HarnessError.self) { try before.pin(.cpu(1_000_000)) }
    #expect(try CPUAffinity() == before)
  }
}

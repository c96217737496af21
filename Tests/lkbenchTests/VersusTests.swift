import BenchModel
import BenchRecords
import ConvModel
import ConvPlanning
import Foundation
import Testing

@testable import lkbench

@Suite("Peers in the same run")
struct VersusTests {
  @Test("every case gets its peers under the same conditions, after the cases")
  func cases() throws {
    let words = plain + ["--layout", "nhwc,nchw", "--versus", "toeplitz,onednn"]
    let selection = try select(words)
    #expect(
      selection.cases.map { "\($0.algorithm.word) \($0.layout.rawValue)" } == [
        "auto nhwc", "auto nchw", "toeplitz nhwc", "onednn nhwc", "toeplitz nchw", "onednn nchw",
      ])
    #expect(selection.versus == ["toeplitz", "onednn"])
    #expect(selection.digest != (try select(plain + ["--layout", "nhwc,nchw"])).digest)
    #expect(try select(plain + ["--versus", "none"]).caseCount == 1)
    #expect(try select(words).shard(1, of: 1).versus == selection.versus)
  }

  @Test("beside shared weights the peer runs the expanded kernel, once")
  func forms() throws {
    #expect(PeerForm.form(beside: "shared") == "expanded")
    #expect(PeerForm.form(beside: "cross") == "cross")
    let selection = try select([
      "--variant", "peripheral", "--kernel", "13", "--shape", "8x9x9", "--versus", "onednn",
    ])
    #expect(
      selection.cases.map { "\($0.form) \($0.algorithm.word)" } == [
        "expanded auto", "shared auto", "expanded onednn",
      ])
    let filtered = try select([
      "--variant", "peripheral", "--kernel", "13", "--shape", "8x9x9", "--versus", "onednn",
      "--filter", "shared",
    ])
    #expect(filtered.cases.map(\.form) == ["shared", "expanded"])
  }

  @Test("an unknown peer is a usage error with the nearest names")
  func unknown() throws {
    let error = try #require(complaint(plain + ["--versus", "onedn"]))
    #expect(error.status == .usage)
    #expect(error.text.contains("--versus 'onedn'") && error.text.contains("onednn"))
  }

  @Test("a suite names its peers, and the call others")
  func suites() throws {
    let text = """
      name: some
      summary: one
      versus: [fftw]
      groups:
        - {variants: [dense], shapes: [8x9x9], kernels: [7]}
      """
    #expect(try Suite(yaml: text, file: "some.yaml").versus == ["fftw"])
    let wrong = text.replacing("fftw", with: "ffw")
    let error = #expect(throws: SuiteError.self) { try Suite(yaml: wrong, file: "some.yaml") }
    #expect(error?.description.contains("fftw") == true)
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("some-\(UUID().uuidString).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    #expect(try select(["--suite", path]).versus == ["fftw"])
    #expect(try select(["--suite", path, "--versus", "direct"]).versus == ["direct"])
  }

  @Test("a ratio is the median of the pairs of the same rounds, above 1 where the case is faster")
  func ratios() throws {
    let selection = try select(plain + ["--algorithm", "direct", "--versus", "toeplitz,fftw"])
    let (own, toeplitz) = (selection.cases[0], selection.cases[1])
    // The machine slows down to half in the middle: pairs do not see it.
    let ratios = PeerRatios(
      peers: selection.versus,
      sets: [
        (own.id, Self.samples([10, 10, 10, 20, 20, 20, 20])),
        (toeplitz.id, Self.samples([30, 31, 30, 60, 60, 58, 60, 99])),
      ])
    let ratio = try #require(ratios.ratio(of: own, versus: "toeplitz"))
    #expect(ratio.pairs == 7 && (ratio.ratio - 3).magnitude < 1e-12)
    #expect(ratio.interval.reachesNominalConfidence)
    #expect((ratio.interval.bounds.upperBound - 3.1).magnitude < 1e-12)
    #expect(ratios.ratio(of: own, versus: "fftw") == nil)
    #expect(ratios.ratio(of: toeplitz, versus: "fftw") == nil)
  }

  @Test("two pairs have a ratio and no interval")
  func fewPairs() throws {
    let selection = try select(plain + ["--versus", "im2col-gemm"])
    let sets = selection.cases.map { ($0.id, Self.samples([10, 20])) }
    let schema = try RecordSchema(extraColumns: ExtraColumn.names(versus: selection.versus))
    var record = RunRecord(schema: schema, runID: "r", suite: "s", caseID: "c")
    record.set(PeerRatios(peers: selection.versus, sets: sets), of: selection.cases[0])
    #expect(record["ratio_vs_im2col_gemm"] == .real(1))
    #expect(record["ratio_vs_im2col_gemm_low"] == .empty)
    #expect(record["ratio_vs_im2col_gemm_high"] == .empty)
  }

  @Test("a run has the ratio columns, and a peer that declines is a skipped row without ratios")
  func run() throws {
    let selection = try RunPipelineTests.selection(
      plain + ["--algorithm", "direct", "--versus", "toeplitz,box-sums"])
    let (outcome, table) = try RunPipelineTests.run(selection)
    #expect(outcome.measured == 2 && outcome.skipped == 1)
    #expect(table.rows.map { $0.text(.algorithm) } == ["box-sums", "direct", "toeplitz"])
    let (declined, own, peer) = (table.rows[0], table.rows[1], table.rows[2])
    #expect(declined.status == .skipped && declined.text(.reason)?.contains("declines") == true)
    // Every batch of the scripted clock takes the same time.
    #expect(own.real("ratio_vs_toeplitz") == 1)
    #expect(own.real("ratio_vs_toeplitz_low") == 1 && own.real("ratio_vs_toeplitz_high") == 1)
    #expect(own.text("ratio_vs_box_sums") == nil)
    #expect(peer.text("ratio_vs_toeplitz") == nil && declined.text("ratio_vs_toeplitz") == nil)
  }

  @Test("a resumed run measures peers again for their pairs, and records nothing twice")
  func resume() throws {
    let tool = try ToolFixture()
    let words = [
      "--variant", "dense", "--kernel", "7", "--shape", "8x9x9", "--algorithm", "direct",
      "--versus", "toeplitz", "--counters", "off", "--quiet",
    ]
    func run(_ target: String...) throws -> ToolFixture.Result {
      try tool.call(
        ["run"] + words + target + ["--repetitions", "7", "--min-time", "1us", "--pin", "off"])
    }
    #expect(try run("--output", "r").status == 0)
    // Leaves the header and the peer's row.
    let file = URL(fileURLWithPath: tool.path("r/results.csv"))
    var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    lines.removeAll { $0.contains("/direct/direct/") }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    let again = try run("--resume", "r")
    #expect(again.status == 0, "\(again.errors)")
    let table = try RecordTable(folder: tool.path("r"))
    #expect(table.rows.map { $0.text(.algorithm) } == ["toeplitz", "direct"])
    #expect(table.rows.allSatisfy { $0.status == .ok })
    #expect(table.rows[1].real("ratio_vs_toeplitz") != nil)
    // Columns belong to the peers.
    #expect(try run("--versus", "tap-list", "--resume", "r").status == 5)
  }

  private static func samples(_ times: [Double]) -> SampleSet {
    SampleSet(
      label: "",
      samples: times.enumerated().map { order, time in
        Sample(
          order: order, iterations: 1, elapsedNanoseconds: time, noise: NoiseEvidence())
      }, calibration: nil, stopReason: .repetitions, seed: 0)
  }
}

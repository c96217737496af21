import ConvModel
import ConvPlanning
import Testing

@testable import lkbench

@Suite("Selections")
struct SelectionTests {
  @Test("a case's repro selects the same case", arguments: ["smoke", "edge", "pelk-101", "slak-t"])
  func repro(suite: String) throws {
    // Parsing takes long in debug builds: of the many look-alikes of the edge suite every eighth, of
    // the special cases at its end all.
    let cases = try select(["--suite", suite]).cases
    let tried = cases.indices.filter { cases.count < 100 || $0 % 8 == 0 || $0 >= cases.count - 60 }
    for item in tried.map({ cases[$0] }) {
      let words = item.reproArguments
      #expect(words.first == "run")
      let again = try select(Array(words.dropFirst())).cases
      #expect(again.map(\.id) == [item.id], "\(item.repro)")
      #expect(again.first?.problem == item.problem, "\(item.repro)")
    }
  }

  @Test("a repro states what matters and nothing else")
  func reproText() throws {
    let words =
      plain + [
        "--algorithm", "direct", "--isa", "portable", "--layout", "nchw", "--threads", "2",
        "--cache", "cold-all", "--seed", "9", "--batch", "3",
      ]
    let item = try #require(try select(words).cases.first)
    #expect(
      item.repro
        == "lkbench run --variant dense --form direct --kernel 7 --shape 8x9x9 --batch 3 "
        + "--algorithm direct --isa portable --layout nchw --threads 2 --cache cold-all --seed 9")
    #expect(try select(Array(item.reproArguments.dropFirst())).cases == [item])
    let simple = try #require(try select(plain).cases.first)
    #expect(
      simple.repro
        == "lkbench run --variant dense --form direct --kernel 7 --shape 8x9x9 --algorithm auto "
        + "--isa avx2 --layout nhwc")
  }

  @Test("the id spells out everything but the seed")
  func id() throws {
    let words = [
      "--variant", "sparse", "--form", "cross", "--kernel", "13", "--shape", "8x9x9", "--batch",
      "2",
      "--sparsity", "0.5", "--mask", "grown:4",
    ]
    #expect(
      try select(words).cases.map(\.id)
        == ["sparse/2x8x9x9/k13/s5/p0.5-grown4/cross/auto/avx2/nhwc/t1/warm"])
  }

  @Test("all algorithms are one case each, so that a decliner can be a skipped row")
  func allAlgorithms() throws {
    let cases = try select(plain + ["--algorithm", "all"]).cases
    #expect(cases.map(\.algorithm) == AlgorithmCatalog.ids.map(AlgorithmChoice.fixed))
  }

  @Test("axes are multiplied and cases grouped by problem")
  func product() throws {
    let selection = try select([
      "--variant", "dense,reparam", "--kernel", "7,9", "--shape", "8x9x9,4x5x5", "--layout",
      "nhwc,nchw", "--isa", "portable,avx2",
    ])
    #expect(selection.groups.count == 8)
    #expect(selection.caseCount == 4 * (1 + 2) * 4)
    #expect(
      selection.groups.allSatisfy { group in
        group.cases.allSatisfy { $0.problem == group.problem }
      })
  }

  @Test("options narrow what a suite states and set what it leaves open")
  func narrowing() throws {
    let suite = ["--suite", "scaling-efficiency"]
    #expect(try select(suite + ["--kernel", "31"]).groups.count == 20)
    #expect(try select(suite + ["--kernel", "31", "--form", "cross"]).caseCount == 8)
    let batch = try select(suite + ["--kernel", "7", "--variant", "dense", "--batch", "1,4"])
    #expect(batch.groups.map(\.problem.map.batch).filter { $0 == 4 }.count == 4)
    #expect(
      try select(["--suite", "edge", "--batch", "3", "--filter", "^dense/3x17x9x8"]).caseCount == 3)
    #expect(try select(["--suite", "slak-t", "--sparsity", "0.4"]).groups.count == 8)
    #expect(complaint(["--suite", "slak-t", "--variant", "sparse", "--sparsity", "0.5"]) != nil)
    #expect(
      try select(["--suite", "smoke", "--layout", "nchw"]).cases.allSatisfy {
        $0.layout == .nchw
      })
  }

  @Test("shards share nothing, miss nothing and keep the digest of the whole")
  func shards() throws {
    let whole = try select(["--suite", "slak-t"])
    let parts = try (1...3).map { try whole.shard($0, of: 3) }
    #expect(parts.flatMap(\.cases).count == whole.caseCount)
    #expect(Set(parts.flatMap(\.cases)) == Set(whole.cases))
    #expect(parts.map(\.groups.count) == [3, 3, 2])
    #expect(parts.allSatisfy { $0.digest == whole.digest })
    for (index, count) in [(0, 3), (4, 3), (1, 0)] {
      #expect(throws: SelectionError.self) { try whole.shard(index, of: count) }
    }
  }

  @Test("the digest changes with cases, seed and supplied tensors, and with nothing else")
  func digest() throws {
    let digest = try select(plain).digest
    #expect(digest.count == 16)
    #expect(try select(plain).digest == digest)
    #expect(try select(plain + ["--kernel", "9"]).digest != digest)
    #expect(try select(plain + ["--seed", "2"]).digest != digest)
    let cases = try select(plain).cases
    let weights = SuppliedTensor(shape: [1], values: [1])
    let supplied = Selection(
      suiteName: "selection", cases: cases, supplied: SuppliedTensors(weights: weights))
    let input = Selection(suiteName: "selection", cases: cases, input: weights)
    #expect(Set([digest, supplied.digest, input.digest]).count == 3)
  }
}

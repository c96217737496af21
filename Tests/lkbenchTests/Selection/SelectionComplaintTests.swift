import ConvModel
import ConvPlanning
import Foundation
import Testing

@testable import lkbench

@Suite("Complaints about selections")
struct SelectionComplaintTests {
  @Test(
    "bad input gives one line that names what is wrong, and status 64",
    arguments: [
      ([], "nothing selected"),
      (["--variant", "dense"], "missing: --kernel, --shape"),
      (["--kernel", "7", "--shape", "8x9x9"], "missing: --variant"),
      (plain + ["--variant", "dens"], "--variant 'dens' is not known; nearest: dense"),
      (plain + ["--form", "merge"], "--form 'merge' is not known; nearest: merged"),
      (plain + ["--form", "merged"], "--form 'merged' leaves no case of the selection"),
      (plain + ["--algorithm", "dirct"], "--algorithm 'dirct' is not known; nearest: direct"),
      (plain + ["--isa", "avx"], "nearest: avx2"),
      (plain + ["--isa", "avx512"], "this CPU has no avx512"),
      (plain + ["--layout", "nhcw"], "nearest: nchw"),
      (plain + ["--cache", "hot"], "--cache 'hot' is not known"),
      (plain + ["--kernel", "8"], "--kernel '8': expected a positive odd number"),
      (plain + ["--kernel", "0"], "--kernel '0': expected a positive odd number"),
      (plain + ["--kernel=-7"], "--kernel '-7': expected odd sizes"),
      (plain + ["--kernel", "9:7"], "--kernel '9:7': expected odd sizes"),
      (plain + ["--kernel", "7,,9"], "--kernel '': expected odd sizes"),
      (plain + ["--shape", "8x9"], "--shape '8x9': expected channels"),
      (plain + ["--shape", "0x9x9"], "extents of at least 1"),
      (plain + ["--batch", "0"], "--batch '0': expected numbers of at least 1"),
      (plain + ["--threads", "two"], "--threads 'two'"),
      (plain + ["--filter", "("], "--filter '(' is not a regular expression"),
      (plain + ["--filter", "nchw"], "--filter 'nchw' leaves no case"),
      (plain + ["--seed=-1"], "--seed '-1'"),
      (plain + ["--convolved-channels", "9/8"], "--convolved-channels '9/8'"),
      (plain + ["--convolved-channels", "9"], "9 convolved channels of 8"),
      (plain + ["--sparsity", "0.3"], "--sparsity is taken by variant sparse only, not by dense"),
      (plain + ["--stripe", "5"], "--stripe is taken by variant reparam"),
      (plain + ["--mask", "random"], "--mask 'random': expected uniform"),
      (
        ["--variant", "sparse", "--kernel", "7", "--shape", "8x9x9", "--sparsity", "1"],
        "--sparsity '1'"
      ),
      (
        ["--variant", "sparse", "--kernel", "7", "--shape", "8x9x9", "--sparsity", "nan"],
        "--sparsity 'nan'"
      ),
      (
        ["--variant", "decomposed", "--kernel", "3", "--shape", "8x9x9", "--stripe", "5"],
        "stripe 5 is wider than the kernel 3"
      ),
      (
        ["--variant", "decomposed", "--kernel", "7", "--shape", "8x9x9", "--stripe", "4"],
        "stripe 4 is not a positive odd number"
      ),
      (
        ["--variant", "peripheral", "--kernel", "15", "--shape", "8x9x9", "--grid", "2,1,2"],
        "grid sums to 5, not to the kernel size 15"
      ),
      (
        ["--variant", "peripheral", "--kernel", "15", "--shape", "8x9x9", "--grid", "8,4,2,1"],
        "grid has 4 runs"
      ),
      (
        ["--variant", "dense", "--kernel", "7", "--shape", "999999999x999999999x9"],
        "more elements than can be addressed"
      ),
      (["--suite", "smok"], "unknown suite 'smok'; nearest: smoke"),
      (["--suite", "smoke", "--kernel", "9"], "--kernel '9' leaves no case of suite 'smoke'"),
      (["--suite", "edge", "--batch", "2", "--filter", "k99"], "--filter 'k99' leaves no case"),
    ])
  func complaints(words: [String], expected: String) throws {
    let found = try #require(complaint(words), "nothing wrong with \(words)")
    #expect(found.text.contains(expected), "\(found.text)")
    #expect(!found.text.contains("\n"))
    #expect(found.status == .usage)
  }

  @Test("files that cannot be read end with status 74")
  func files() {
    for option in ["--input", "--weights"] {
      #expect(complaint(plain + [option, "/nowhere/x.npy"])?.status == .inputOutput)
    }
    #expect(complaint(["--suite", "/nowhere/x.yaml"])?.status == .inputOutput)
  }

  @Test("a case that does not fit is refused with the bytes needed and available")
  func memory() throws {
    var context = SelectionContext.fixed
    context.availableMemory = 1_000_000
    let words = ["--variant", "dense", "--kernel", "7", "--shape", "96x56x56"]
    let found = try #require(complaint(words, context))
    #expect(found.text.contains("are available"))
    #expect(found.text.contains("1000000"))
    #expect(complaint(plain, context) == nil)
  }

  @Test("a missing suite folder says what to do")
  func noSuites() throws {
    var context = SelectionContext.fixed
    context.folder.home = "/nowhere"
    let found = try #require(complaint(["--suite", "smoke"], context))
    #expect(found.text.contains("LKB_HOME"))
  }
}

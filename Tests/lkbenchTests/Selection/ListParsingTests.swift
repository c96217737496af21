import ArgumentParser
import ConvModel
import Testing

@testable import lkbench

@Suite("Lists of options")
struct ListParsingTests {
  @Test(
    "kernel lists hold sizes and ranges",
    arguments: [
      ("31", [31]), ("7:13:2", [7, 9, 11, 13]), ("7:13", [7, 9, 11, 13]), ("7:7", [7]),
      ("7:12:4", [7, 11]),
    ])
  func kernels(text: String, sizes: [Int]) {
    #expect(ListParsing.kernels(text) == sizes)
  }

  @Test(
    "wrong kernel texts are refused",
    arguments: [
      "", "x", "7:", ":7", "9:7", "7:9:0", "7:9:2:1", "+7", "-7", "7.0", " 7",
      "99999999999999999999", "1:99999999",
    ])
  func wrongKernels(text: String) {
    #expect(ListParsing.kernels(text) == nil)
  }

  @Test("mixed lists keep their order and lose repetitions")
  func mixed() throws {
    let axes = try SelectionAxes(
      SelectionOptions.parse(["--kernel", "31, 7:11:2", "--kernel", "9,51"]))
    #expect(axes.kernels == [31, 7, 9, 11, 51])
  }

  @Test(
    "shapes are three extents", arguments: ["8x9", "8x9x9x9", "8xx9", "8x9x", "8X9X9", "axbxc"])
  func wrongShapes(text: String) {
    #expect(ListParsing.shape(text) == nil)
    #expect(ListParsing.shape("8x9x10") == MapShape(channels: 8, height: 9, width: 10))
  }

  @Test("shares of channels are rounded down, as int() does")
  func shares() {
    let share = ListParsing.share("3/8")
    #expect([124, 249, 499, 998].map { share?.count(of: $0) } == [46, 93, 187, 374])
    #expect(ListParsing.share("46")?.count(of: 124) == 46)
    for text in ["9/8", "0/8", "3/0", "3/", "/8", "-1", "3/8/2", ""] {
      #expect(ListParsing.share(text) == nil, "\(text)")
    }
  }

  @Test("mask methods have names")
  func masks() {
    #expect(ListParsing.maskMethod("erk") == .erk)
    #expect(ListParsing.maskMethod("grown:8") == .pruneAndGrow(steps: 8))
    for text in ["grown", "grown:", "grown:0", "grown:-1", "grown8"] {
      #expect(ListParsing.maskMethod(text) == nil, "\(text)")
    }
  }
}

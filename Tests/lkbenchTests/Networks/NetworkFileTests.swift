import ConvModel
import Testing

@testable import lkbench

@Suite("Network files")
struct NetworkFileTests {
  @Test("every committed network is there, once, and can be counted in every merge level")
  func committed() throws {
    let networks = try NetworkFolder(SelectionContext.fixed.folder).networks()
    let expected =
      ["t", "s", "b", "l", "xl"].map { "convnext-\($0)" }
      + ["replknet-31b", "replknet-31l", "replknet-xl"]
      + ["t", "s", "b"].flatMap { ["slak-\($0)", "pelk-\($0)", "inceptionnext-\($0)"] }
      + ["pelk-101-t", "pelk-101-b", "inceptionnext-atto"]
      + ["a", "f", "p", "n", "t", "s", "b", "l", "xl", "h"].map { "unireplknet-\($0)" }
    let ids = networks.map(\.id)
    #expect(Set(ids).isSuperset(of: expected))
    for network in networks {
      var last = Int.max
      for level in [MergeLevel.train, .folded, .merged] {
        let cost = try network.cost(level)
        #expect(cost.params <= last && cost.params > 0, "\(network.id) \(level)")
        #expect(cost.usefulMACs <= cost.macs && cost.nonZeroMACs <= cost.macs)
        last = cost.params
      }
    }
  }

  /// A file that is right, to which a test does damage.
  private static let good = """
    name: some
    summary: for tests
    mixer: {variant: dense}
    kernels: 7
    stem:
      - conv: {channels: C, kernel: 4, stride: 4}
    downsample:
      - conv: {channels: C, kernel: 2, stride: 2}
    block: [keep, mixer, layer-norm, add]
    head: [pool, pointwise: {name: fc, channels: classes}]
    networks:
      some-t: {depths: [1, 1], widths: [8, 16]}
    """

  private static func read(_ yaml: String) throws -> NetworkFile {
    try NetworkFile(yaml: yaml, file: "some.yaml") { name throws(SuiteError) in
      name == "base" ? NetworkFile.SourceText(file: "base.yaml", yaml: good) : nil
    }
  }

  @Test("a small file reads as it says, with the names that layers get")
  func small() throws {
    let network = try #require(try Self.read(Self.good).networks.first)
    #expect(network.title == "some-t" && network.height == 224 && network.classes == 1000)
    let names = try network.network().layers.map(\.name)
    #expect(
      names == [
        "stem.conv", "stages.0.blocks.0.keep", "stages.0.blocks.0.dw", "stages.0.blocks.0.norm",
        "stages.0.blocks.0.add", "stages.1.downsample.conv", "stages.1.blocks.0.keep",
        "stages.1.blocks.0.dw", "stages.1.blocks.0.norm", "stages.1.blocks.0.add", "head.pool",
        "head.fc",
      ])
  }

  @Test("a base gives what a file leaves out")
  func base() throws {
    let file = try Self.read(
      """
      name: other
      summary: with a base
      base: base
      kernels: [9, 11]
      networks:
        other-t: {depths: [1, 1], widths: [8, 16], block: [mixer]}
      """)
    let network = try #require(file.networks.first)
    #expect(network.kernels == [[9], [11]] && network.mixer.variant == "dense")
    #expect(network.templates.block.count == 1 && network.templates.stem.count == 1)
  }

  @Test(
    "what is wrong is named with its line and what would be right",
    arguments: [
      ("name: some\n", "", 1, "has no 'name'"),
      ("kernels: 7", "kernel: 7", 4, "unknown field 'kernel'; a network file has name"),
      ("kernels: 7", "kernels: 8", 4, "kernel '8': expected an odd number"),
      ("kernels: 7", "kernels: [7, 9, 11]", 12, "kernels for 3 stages, expected one for each of 2"),
      ("variant: dense", "variant: dens", 3, "unknown variant 'dens'; nearest: dense"),
      ("{variant: dense}", "{stripe: 5}", 3, "the mixer has no 'variant'"),
      ("stem:\n  - conv", "stem:\n  - cnv", 6, "unknown operation 'cnv'; nearest: conv"),
      ("channels: C, kernel: 4", "channels: 4C, kernel: 4", 6, "expected numbers and names"),
      (
        "channels: C, kernel: 4", "channels: D, kernel: 4", 6, "unknown name 'D' in 'D'; nearest: C"
      ),
      ("channels: C, kernel: 4", "kernel: 4", 6, "the layer has no 'channels'"),
      (
        "kernel: 4, stride: 4", "kernel: 4, strides: 4", 6, "unknown field 'strides'; conv has name"
      ),
      ("kernel: 4, stride: 4", "kernel: 4, bias: 1", 6, "bias '1': expected true or false"),
      ("kernel: 4, stride: 4", "kernel: 99", 6, "kernel '99': expected a number from 1 to 15"),
      ("stem:\n  - conv", "stem:\n  - mixer\n  - conv", 6, "only a block has a mixer"),
      (
        "layer-norm, add", "layer-norm, layer-norm, add", 9, "two layers of block are called 'norm'"
      ),
      ("[keep, mixer", "[mixer", 12, "adds a tensor that no 'keep' before it put aside"),
      ("widths: [8, 16]", "widths: [8]", 12, "widths for 1 stage, expected one for each of 2"),
      ("widths: [8, 16]", "width: [8, 16]", 12, "unknown field 'width'; a network has title"),
      ("depths: [1, 1], ", "", 12, "network some-t needs depths"),
      ("kernels: 7", "kernels: 7\nbase: none", 5, "there is no base 'none'"),
      ("kernels: 7", "kernels: 7\nsparsity: 1.5", 5, "a share of at least 0 and below 1"),
      ("kernels: 7", "kernels: 7\nsparsity: {neck: 0.5}", 13, "no layer has this in its name"),
      ("kernels: 7", "kernels: 7\nratios: {C: 2}", 5, "neither C nor classes"),
      ("kernels: 7", "kernels: 7\ninput: 3x4x5", 5, "expected a side in pixels, or HxW"),
      ("kernels: 7", "kernels: 7\nwidthFactor: -1", 5, "a number such as 4, 1.3 or 3/8"),
      ("kernels: 7", "kernels: 7\nkernels: 9", 4, "field given twice: kernels"),
    ])
  func damaged(old: String, new: String, line: Int, expected: String) throws {
    let yaml = Self.good.replacing(old, with: new)
    #expect(yaml != Self.good)
    let error = try #require(throws: SuiteError.self) { try Self.read(yaml) }
    guard case .invalid(let file, let found, _, let problem) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(file == "some.yaml" && found == line, "\(error)")
    #expect(problem.contains(expected), "\(error)")
    #expect(!error.description.contains("\n"))
  }

  @Test("the texts of options are read, and nothing else")
  func texts() {
    #expect(NetworkText.input("224")?.height == 224)
    #expect(NetworkText.input("320x640")?.width == 640)
    for text in ["", "0", "x", "3x", "1x2x3", "-4"] { #expect(NetworkText.input(text) == nil) }
    #expect(NetworkText.kernels("51,49,47,13") == [[51], [49], [47], [13]])
    #expect(NetworkText.kernels("3,13/3/3") == [[3], [13, 3, 3]])
    for text in ["", "8", "7,", "7;9", "7/"] {
      #expect(NetworkText.kernels(text) == nil, "\(text)")
    }
    #expect(
      NetworkText.sparsities("0.4,head=0")
        == LayerSparsities(all: 0.4, exceptions: [.init(pattern: "head", sparsity: 0)]))
    for text in ["", "1", "-0.1", "0.4,0.5", "=0.4", "dw=", "a=b=0"] {
      #expect(NetworkText.sparsities(text) == nil, "\(text)")
    }
    #expect(NetworkText.share("3/8") == Ratio(3, over: 8) && NetworkText.share("9/8") == nil)
  }
}

import BenchRecords
import ConvModel
import ConvPlanning

/// One row to measure: a network with a depthwise operator in place, and how it is computed.
struct NetworkCase: Hashable, Sendable {
  let description: NetworkDescription
  /// Form of the depthwise problems.
  let form: String
  /// `auto`, `measured` or `fixed`.
  let algorithm: AlgorithmChoice
  let instructionSet: InstructionSet
  let batch: Int
  let threads: Int
  let seed: UInt64
  /// What the description was changed by, as options of `lkbench network`.
  let changes: [String]

  var variant: String { description.mixer.variant }

  /// Kernel sizes of the stages as `--kernel` takes them: `7`, or `51-49-47-13`.
  var kernels: String { KernelSchedule.text(description.kernels) }

  /// The kernel size of all stages; `nil` where they differ.
  var kernel: Int? {
    let sizes = Set(description.kernels.joined())
    return sizes.count == 1 ? sizes.first : nil
  }

  /// Stable text that is unique within a run: the `case_id` column.
  var id: String {
    [
      description.id, "\(description.height)x\(description.width)", variant, "k\(kernels)", form,
      algorithm.word, instructionSet.rawValue, "b\(batch)", "t\(threads)",
    ].joined(separator: "/")
  }

  /// Cases of one group compute the same shapes, and are sampled in the same rounds.
  var group: String { "\(description.id) K = \(kernels), batch \(batch)" }

  /// Cases with one function have one reference.
  var function: String { "\(group)/\(variant)" }

  /// The network as it runs: batch normalisations folded, and the branches of the depthwise operators
  /// merged unless the form keeps them apart.
  ///
  /// - Throws: `NetworkSelectionError`.
  func network(side: Int? = nil) throws(NetworkSelectionError) -> Network {
    var description = description
    if let side { (description.height, description.width) = (side, side) }
    do {
      return try description.network().merged(to: form == "branches" ? .folded : .merged)
        .batched(batch)
    } catch {
      throw .network(description.id, error)
    }
  }

  /// The call that measures this case again: the `repro` column.
  var repro: String {
    ShellText.line(
      ["lkbench", "network", "--model", description.id, "--variant", variant, "--form", form]
        + ["--kernel", kernels] + changes + ["--algorithm", algorithm.word]
        + ["--isa", instructionSet.rawValue, "--batch", "\(batch)", "--threads", "\(threads)"]
        + ["--seed", "\(seed)"])
  }
}

/// Kernel sizes of all stages as one word: `31`, or `51-49-47-13` as papers write it; blocks of a stage
/// take `13/3` in turn.
///
/// `lkbench models` has commas between the stages; here commas are between the cases.
enum KernelSchedule {
  static let grammar =
    "odd sizes and ranges first:last[:step], or one size per stage as 51-49-47-13, such as "
    + "7,31,51-49-47-13"

  /// The words of a list, ranges expanded, as `lkbench models` takes a kernel; `nil` where one is
  /// wrong.
  static func list(_ elements: [String]) -> [String]? {
    var result: [String] = []
    for element in elements {
      let stages = element.replacing("-", with: ",")
      if let sizes = ListParsing.kernels(element) {
        guard sizes.allSatisfy({ $0 % 2 == 1 }) else { return nil }
        result += sizes.map(String.init)
      } else if NetworkText.kernels(stages) != nil {
        result.append(stages)
      } else {
        return nil
      }
    }
    return result.uniqued()
  }

  static func text(_ kernels: [[Int]]) -> String {
    let stages = kernels.map { $0.map(String.init).joined(separator: "/") }
    return Set(stages).count == 1 ? stages[0] : stages.joined(separator: "-")
  }
}

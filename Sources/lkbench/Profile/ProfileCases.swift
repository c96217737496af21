import BenchHarness
import ConvModel
import ConvPlanning

/// The cases that explain one problem: every algorithm warm on one thread, then on more threads and with
/// cold caches, and in the AVX2 build beside the simulated counts, which are of that build.
struct ProfileCases {
  /// The suite column of a profile.
  static let suiteName = "profile"

  let selection: Selection
  /// Warm, on one thread, with the instruction set in question: what is explained.
  let subjects: [BenchmarkCase]

  /// `given` tells which axes the user chose; the others are filled in.
  ///
  /// - Throws: `ProfileError.severalProblems`.
  init(
    _ base: Selection, given: SelectionAxes, machine: Machine, cpuCount: Int
  ) throws(ProfileError) {
    let problems = base.groups.map(\.problem)
    guard problems.count == 1 else {
      throw .severalProblems(problems.prefix(3).map(\.description), count: problems.count)
    }
    let threads = given.threads ?? CeilingMeasurement.threadCounts(upTo: cpuCount)
    let caches = given.caches ?? CachePolicy.allCases
    let bases = base.cases.map { Self.varied($0, threads: 1, cache: .warm) }.uniqued()
    var cases = bases
    for item in bases {
      cases += caches.filter { $0 != .warm }.map { Self.varied(item, threads: 1, cache: $0) }
      cases += threads.filter { $0 > 1 }.map { Self.varied(item, threads: $0, cache: .warm) }
    }
    if given.instructionSets == nil, machine.best > .avx2 {
      cases += bases.filter(\.runsOwnCode).map { Self.simulated($0) }
    }
    subjects = bases
    selection = Selection(
      suiteName: Self.suiteName, cases: cases, supplied: base.supplied,
      input: base.input)
  }

  /// The case as valgrind runs it: the CPU it presents has AVX2 and no AVX-512.
  static func simulated(_ item: BenchmarkCase) -> BenchmarkCase {
    varied(item, threads: 1, cache: .warm, instructionSet: .avx2)
  }

  static func varied(
    _ item: BenchmarkCase, threads: Int, cache: CachePolicy, instructionSet: InstructionSet? = nil
  ) -> BenchmarkCase {
    BenchmarkCase(
      suite: suiteName, problem: item.problem, form: item.form, algorithm: item.algorithm,
      instructionSet: instructionSet ?? item.instructionSet, layout: item.layout,
      threads: threads, cache: cache, files: item.files)
  }
}

extension BenchmarkCase {
  /// Whether its instruction set is what it runs: libraries choose theirs themselves.
  var runsOwnCode: Bool {
    !AlgorithmCatalog.all.contains { $0.id == algorithm.word && $0 is any PeerAlgorithm }
  }
}

/// Why there is nothing to profile.
enum ProfileError: ExitCoded, Hashable {
  case severalProblems([String], count: Int)
  case severalCases([String], count: Int)

  var exitStatus: ExitStatus { .usage }

  var description: String {
    switch self {
    case .severalProblems(let some, let count):
      "profile explains one problem, and \(count) are selected (\(some.joined(separator: ", "))"
        + "\(count > some.count ? ", …" : "")): narrow --variant, --kernel, --shape or --batch"
    case .severalCases(let some, let count):
      "--loop runs one case, and \(count) are selected (\(some.joined(separator: ", "))"
        + "\(count > some.count ? ", …" : "")): give --algorithm and --form"
    }
  }
}

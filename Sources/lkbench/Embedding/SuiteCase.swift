import ArgumentParser
import BenchHarness
import ConvModel

/// A case of a suite, for the benchmark harnesses of others: this tool plans, packs and verifies it, they call
/// and time it.
///
/// The only public type of the package. Warm calls on one thread, NHWC unless the suite says otherwise;
/// buffers begin on a page boundary.
public struct SuiteCase: Sendable {
  /// Unique in its suite: variant, shape, kernel, form, algorithm, instruction set and layout.
  public let id: String
  private let request: GateCaseRequest

  /// The cases of `Benchmarks/Suites/<suite>.yaml` on this CPU's best instruction set, without libraries.
  ///
  /// Cases on several threads or with cold caches are left out.
  ///
  /// - Throws: an error whose description is one line, for a suite that is missing or damaged.
  public static func cases(of suite: String) throws -> [SuiteCase] {
    try SuiteCaseError.translating {
      let words = ["--suite", suite, "--versus", PeerCases.none]
      return try SelectionOptions.parse(words).resolve(.current).cases
        .map(GateCaseRequest.init).filter { $0.unsupported == nil }
        .map { SuiteCase(id: $0.id, request: $0) }
    }
  }

  /// Plans and packs the case on seeded data, and compares its output with the double-precision reference.
  ///
  /// - Throws: an error whose description is one line, where the output is wrong or the planner
  ///   refuses.
  public func prepare() throws -> PreparedSuiteCase {
    try SuiteCaseError.translating {
      let made = try GateCasePreparer(context: .current).prepare(
        GateRequest(operation: .prepare, index: 0, arguments: request.arguments, verify: true))
      guard let prepared = made.prepared else {
        let status = made.preparation.status.rawValue
        throw SuiteCaseError("\(id) is \(status): \(made.preparation.reason ?? "")")
      }
      return PreparedSuiteCase(workload: prepared.workload, facts: made.preparation.facts)
    }
  }
}

/// A verified case that can be called; belongs to the thread that calls it.
public final class PreparedSuiteCase {
  private let workload: any Workload
  /// Ids of the algorithms the planner chose.
  public let algorithm: String
  /// Multiply-adds by the definition, padding included: what papers call FLOPs.
  public let nominalMACs: Int

  init(workload: any Workload, facts: CaseFacts?) {
    self.workload = workload
    algorithm = facts?.algorithm ?? ""
    nominalMACs = facts?.nominalMACs ?? 0
  }

  /// Makes `count` calls, with denormals flushed to zero.
  public func run(_ count: Int = 1) {
    FlushToZero.during { for _ in 0..<count { workload.run() } }
  }
}

/// One line for harnesses that know none of this tool's errors.
struct SuiteCaseError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// Gives errors with a line of their own a type that prints it.
  static func translating<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as any ExitCoded {
      throw SuiteCaseError(error.description)
    }
  }
}

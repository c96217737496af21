import BenchHarness
import ConvModel
import ConvPlanning

extension Suite {
  /// Every case of the suite under `axes`, in order: entries, then forms, algorithms, instruction sets,
  /// layouts, threads, cache policies.
  ///
  /// - Throws: `SelectionError`, `ProblemError`, or `PlanError` for an instruction set that the CPU
  ///   lacks.
  func cases(_ axes: SelectionAxes, machine: Machine) throws -> [BenchmarkCase] {
    let sets = axes.instructionSets ?? [machine.best]
    for set in sets { _ = try Planner(instructionSet: set, machine: machine) }
    var cases: [BenchmarkCase] = []
    for entry in entries {
      var map = entry.map
      map.batch = entry.batch ?? 1
      let problem = try entry.options.problem(
        variant: VariantCatalog.variant(entry.variant), map: map, kernel: entry.kernel,
        seed: axes.seed)
      for form in entry.forms {
        for algorithm in axes.algorithms ?? [.auto] {
          for set in sets {
            for layout in entry.layouts ?? [.nhwc] {
              for threads in axes.threads ?? entry.threads ?? [1] {
                for cache in axes.caches ?? [.warm] {
                  cases.append(
                    BenchmarkCase(
                      suite: name, problem: problem, form: form, algorithm: algorithm,
                      instructionSet: set, layout: layout, threads: threads, cache: cache,
                      files: axes.files))
                }
              }
            }
          }
        }
      }
    }
    return cases
  }

  /// The cases whose id matches `pattern`.
  static func filter(
    _ cases: [BenchmarkCase], matching pattern: String
  ) throws(SelectionError) -> [BenchmarkCase] {
    let expression: Regex<AnyRegexOutput>
    do {
      expression = try Regex(pattern)
    } catch {
      let reason = "\(error)".split(separator: "\n").first.map(String.init) ?? ""
      throw .badPattern(pattern, reason: reason)
    }
    let kept = cases.filter { $0.id.contains(expression) }
    guard !kept.isEmpty else {
      throw .nothingLeft(
        option: "--filter", value: pattern, of: "\(cases.count) cases",
        present: cases.first.map { ["ids such as \($0.id)"] } ?? [])
    }
    return kept
  }
}

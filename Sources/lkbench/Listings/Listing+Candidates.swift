import ConvModel
import ConvPlanning
import Foundation

extension Listing {
  /// For every case of `selection`, stage by stage: each algorithm with its predicted time relative to the
  /// chosen one, or why it is refused.
  ///
  /// Nothing is measured and no reference is evaluated.
  static func candidates(_ selection: Selection) throws -> Listing {
    var rows: [[String]] = []
    for group in selection.groups {
      let problem = group.problem
      let variant = try VariantCatalog.variant(problem.variant)
      let definition = try variant.define(
        problem, fill: Fill(.unitVariance, seed: problem.seed), supplied: selection.supplied)
      for item in group.cases {
        let program = variant.program(problem, definition, form: try variant.form(item.form))
        let planner = try Planner(instructionSet: item.instructionSet)
        for (index, stage) in program.stages.enumerated() {
          let survey = planner.survey(stage)
          let best = survey.compactMap(\.predicted).min() ?? 0
          rows += survey.map { entry in
            [
              "\(problem)/\(item.form)", "\(index + 1)", stage.structure.kind.rawValue,
              entry.algorithm.id, verdict(entry, best: best),
            ]
          }
        }
      }
    }
    return Listing(
      columns: ["case", "stage", "structure", "algorithm", "predicted"], rows: rows.uniqued())
  }

  private static func verdict(_ entry: Planner.SurveyEntry, best: Double) -> String {
    switch (entry.support, entry.predicted) {
    case (.declined(let reason), _): "refused: \(reason)"
    case (.supported, nil): entry.exclusion ?? "has no predicted time"
    case (.supported, let time?):
      time <= best ? "chosen" : String(format: "%.1f times the chosen one's time", time / best)
    }
  }
}

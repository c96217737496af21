import ConvModel
import ConvPlanning

extension Listing {
  /// What is computed, and how far it can be rewritten.
  static var variants: Listing {
    Listing(
      columns: ["variant", "forms", "source", "summary"],
      rows: VariantCatalog.all.map { variant in
        [
          variant.id, variant.forms.map(\.id).joined(separator: ","), variant.source,
          variant.summary,
        ]
      })
  }

  /// Every algorithm of every build, and why it cannot be used.
  static func algorithms(_ machine: Machine) -> Listing {
    Listing(
      columns: ["algorithm", "isa", "available", "structures", "summary"],
      rows: AlgorithmCatalog.all.map { algorithm in
        let peer = algorithm as? any PeerAlgorithm
        let structures = KernelStructure.Kind.allCases.filter(algorithm.handles.contains)
        return [
          algorithm.id, peer == nil ? algorithm.instructionSet.rawValue : "its own",
          availability(algorithm, on: machine),
          structures.map(\.rawValue).joined(separator: ","),
          algorithm.summary
            + (peer.map { $0.unavailability == nil ? "; \($0.library)" : "" } ?? ""),
        ]
      })
  }

  private static func availability(_ algorithm: any Algorithm, on machine: Machine) -> String {
    if let peer = algorithm as? any PeerAlgorithm { return peer.unavailability ?? "yes" }
    guard machine.instructionSets.contains(algorithm.instructionSet) else {
      return "\(PlanError.instructionSetAbsent(algorithm.instructionSet))"
    }
    return Planner.exclusion(of: algorithm).map { "yes, but \($0)" } ?? "yes"
  }

  /// The suites that come with the tool; a damaged one is listed with what is wrong.
  static func suites(_ context: SelectionContext) throws -> Listing {
    let folder = SuiteFolder(context.folder)
    return Listing(
      columns: ["suite", "problems", "cases", "summary"],
      rows: try folder.names().map { name in
        do {
          let suite = try folder.suite(name)
          let cases = try suite.cases(SelectionAxes(), machine: context.machine)
          let selection = Selection(suiteName: name, cases: cases)
          return [name, "\(selection.groups.count)", "\(selection.caseCount)", suite.summary]
        } catch {
          return [name, "", "", "unusable: \(error)"]
        }
      })
  }
}

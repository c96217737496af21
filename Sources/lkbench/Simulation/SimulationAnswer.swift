import Foundation

/// What the child that computes a case prints: one line of JSON.
struct SimulationAnswer: Codable, Hashable {
  /// Hash of the output's bits, in planes.
  let digest: String
  /// Ids of the planned algorithms.
  let plan: String
  /// What a library chose to run, in its own words.
  let implementation: String?
  let executedFLOPs: Int?
  let usefulMACs: Int?
  /// Whether the output agreed with the reference; `false` where it was not compared.
  let isVerified: Bool

  var line: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }

  /// - Throws: `SimulationError.failed` for anything else than such a line.
  init(parsing text: String) throws(SimulationError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    } catch {
      throw .failed(program: "lkbench", reason: "its answer is '\(text.prefix(60))'")
    }
  }

  init(
    digest: String, plan: String, implementation: String?, executedFLOPs: Int?, usefulMACs: Int?,
    isVerified: Bool
  ) {
    self.digest = digest
    self.plan = plan
    self.implementation = implementation
    self.executedFLOPs = executedFLOPs
    self.usefulMACs = usefulMACs
    self.isVerified = isVerified
  }
}

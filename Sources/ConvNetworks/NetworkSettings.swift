import ConvModel
package import ConvPlanning

/// How a network is computed; what it computes is the network's.
package struct NetworkSettings: Sendable {
  /// Form of the depthwise problems; `nil` for the most rewritten one of each variant.
  package var form: String?
  /// How their algorithm is chosen; `all` counts as `auto`.
  package var algorithm: AlgorithmChoice
  package var planner: Planner
  package var threads: Int
  /// Where the threads come from.
  package var teams: ThreadTeams

  package init(
    form: String? = nil, algorithm: AlgorithmChoice = .auto, planner: Planner, threads: Int = 1,
    teams: ThreadTeams = .unpinned
  ) {
    self.form = form
    self.algorithm = algorithm
    self.planner = planner
    self.threads = threads
    self.teams = teams
  }
}

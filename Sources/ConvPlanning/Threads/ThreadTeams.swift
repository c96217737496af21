import Synchronization

/// The teams of a process: one per number of threads, made at its first use.
package final class ThreadTeams: Sendable {
  /// Teams whose workers go wherever the system puts them, more than there are CPUs if asked.
  package static let unpinned = ThreadTeams(cpus: [])

  /// Where the members go, the calling thread's CPU first; empty for anywhere.
  private let cpus: [Int]
  private let teams = Mutex<[Int: ThreadTeam]>([:])

  /// Teams on these CPUs, member by member; the caller pins its own thread to the first.
  package init(cpus: [Int]) { self.cpus = cpus }

  /// The team of so many threads; starts its workers at the first call.
  ///
  /// - Throws: `ThreadTeamError`.
  package func team(of memberCount: Int) throws(ThreadTeamError) -> ThreadTeam {
    try teams.withLock { teams throws(ThreadTeamError) in
      if let team = teams[memberCount] { return team }
      let team = try ThreadTeam(memberCount: memberCount, cpus: cpus)
      teams[memberCount] = team
      return team
    }
  }
}

import BenchHarness
import ConvPlanning

/// A loop on one thread or on every member of a team, each with its own data.
final class CeilingWorkload: Workload {
  let label: String
  private let team: ThreadTeam?
  private let body: @Sendable (_ member: Int) -> Void

  /// `team` is `nil` for the calling thread alone.
  init(_ label: String, on team: ThreadTeam?, _ body: @escaping @Sendable (_ member: Int) -> Void) {
    self.label = label
    self.team = team
    self.body = body
  }

  func run() {
    guard let team else { return body(0) }
    let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    team.run(
      { context, member in
        Unmanaged<CeilingWorkload>.fromOpaque(context).takeUnretainedValue().body(member)
      }, context)
  }

  /// Nothing: ceilings are of warm loops.
  func evict(_ policy: CachePolicy) {}
}

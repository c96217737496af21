import ConvModel
import ConvPlanning

/// The memory that the threads of a measurement go through, a range for each.
final class CeilingMemory: Sendable {
  let loops: CeilingLoops
  private let buffer: AlignedBuffer<Float>
  private let floatsPerMember: Int

  /// Ranges of `bytes` each for every member of `team`, or for the calling thread alone.
  ///
  /// Members touch their ranges first, which places them near their cores.
  init(bytes: Int, loops: CeilingLoops, on team: ThreadTeam?) {
    self.loops = loops
    let members = team?.memberCount ?? 1
    // A page more for loads past the end at a phase, and so that no two ranges share one.
    let pages = (bytes + Self.page - 1) / Self.page + 1
    let floatsPerMember = pages * Self.page / MemoryLayout<Float>.size
    let buffer = AlignedBuffer<Float>(uninitialized: members * floatsPerMember)
    self.buffer = buffer
    self.floatsPerMember = floatsPerMember
    let touch = CeilingWorkload("first touch", on: team) { member in
      (buffer.pointer + member * floatsPerMember).initialize(repeating: 1, count: floatsPerMember)
    }
    touch.run()
  }

  private static let page = 4096

  /// The range of a member, aligned to cache lines.
  func start(_ member: Int) -> UnsafeMutablePointer<Float> {
    buffer.pointer + member * floatsPerMember
  }

  /// So many floats as the loops can take of `bytes`, one step of theirs at least.
  func floats(_ bytes: Int) -> Int {
    max(1, bytes / MemoryLayout<Float>.size / loops.granularity) * loops.granularity
  }
}

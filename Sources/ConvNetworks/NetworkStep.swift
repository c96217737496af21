/// A part of a network that runs between two meetings of the threads.
class NetworkStep {
  /// Whether every member of a team has a share; otherwise the caller runs it alone.
  var isShared: Bool { true }
  /// Scratch memory beyond the activations, in bytes.
  var workspaceByteCount: Int { 0 }

  /// Computes a member's share; `times` is the caller's, for member 0.
  func run(member: Int, times: LayerTimes?) {}
}

/// `0..<extent` shared between members, as evenly as whole units allow, the caller's share first.
func share(_ extent: Int, of member: Int, members: Int) -> Range<Int> {
  func cut(_ index: Int) -> Int { (extent &* index &+ members &- 1) / members }
  return cut(member)..<cut(member &+ 1)
}

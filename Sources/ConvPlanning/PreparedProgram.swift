import ConvModel

/// A whole problem in one form, ready to run, on one thread or on a team.
package final class PreparedProgram: PreparedKernel {
  let first: ProgramPart
  private let parts: [ProgramPart]
  private let team: ThreadTeam?
  private let call: UnsafeMutablePointer<TeamCall>

  /// A program of one part, or of one per member of `team`.
  init(first: ProgramPart, others: [ProgramPart], team: ThreadTeam?) {
    self.first = first
    parts = [first] + others
    self.team = team
    call = .allocate(capacity: 1)
    call.initialize(to: TeamCall(parts))
  }

  deinit {
    call.pointee.deallocate()
    call.deallocate()
  }

  /// Threads that a run uses, the calling one included.
  package var threadCount: Int { parts.count }

  package var workspaceByteCount: Int { sum(\.workspaceByteCount) }
  package var weightByteCount: Int { sum(\.weightByteCount) }
  package var weightMemory: [UnsafeRawBufferPointer] {
    parts.flatMap { $0.kernels.flatMap(\.weightMemory) }
  }

  package var implementation: String? {
    let names = first.kernels.compactMap(\.implementation)
    return names.isEmpty ? nil : names.joined(separator: "+")
  }

  package var failure: String? {
    for part in parts {
      if let failure = part.kernels.lazy.compactMap(\.failure).first { return failure }
    }
    return nil
  }

  package func run(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>) {
    guard let team else {
      first.run(input: input, output: output)
      return
    }
    call.pointee.input = input
    call.pointee.output = output
    team.run(TeamCall.body, call)
  }

  /// Has the threads of the next run awake; nothing on one thread.
  ///
  /// For whoever times single calls: a sleeping thread takes longer to wake than many runs take.
  package func wake() { team?.wake() }

  private func sum(_ bytes: (any PreparedKernel) -> Int) -> Int {
    parts.reduce(0) { $0 + $1.kernels.reduce(0) { $0 + bytes($1) } }
  }
}

/// The arguments of one run as the members of a team read them, without counting references.
private struct TeamCall {
  private let parts: UnsafeMutablePointer<Unmanaged<ProgramPart>>
  var input: UnsafePointer<Float>?
  var output: UnsafeMutablePointer<Float>?

  /// Does not retain `parts`; allocates.
  init(_ parts: [ProgramPart]) {
    self.parts = .allocate(capacity: parts.count)
    for (index, part) in parts.enumerated() {
      (self.parts + index).initialize(to: .passUnretained(part))
    }
  }

  func deallocate() { parts.deallocate() }

  /// What a member does.
  static let body: @convention(c) (UnsafeRawPointer, Int) -> Void = { context, member in
    let call = context.assumingMemoryBound(to: TeamCall.self).pointee
    guard let input = call.input, let output = call.output else {
      preconditionFailure("a team runs before it has tensors")
    }
    call.parts[member]._withUnsafeGuaranteedRef { $0.run(input: input, output: output) }
  }
}

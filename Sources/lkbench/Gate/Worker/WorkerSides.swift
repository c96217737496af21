import BenchHarness
import ConvModel
import Foundation

/// Starts workers of two builds on one CPU, and keeps this process off it.
final class WorkerSides: GateSides {
  private let base: String
  private let head: String
  private let affinity: any ThreadAffinity
  /// The CPU of the workers; `nil` where they may move.
  let cpu: Int?
  private let slowdown: GateSlowdown?
  /// The memory of the present process pair.
  private var memory: (alignment: GateAlignment, file: ArenaFile)?
  /// What the system refused without making the gate impossible, one line each.
  private(set) var warnings: [String] = []

  /// `base` and `head` are executables.
  ///
  /// - Throws: `HarnessError`.
  init(
    base: String, head: String, pinning: Pinning, slowdown: GateSlowdown? = nil,
    affinity make: () throws(HarnessError) -> any ThreadAffinity = PinnedThread.system
  ) throws {
    self.base = base
    self.head = head
    self.slowdown = slowdown
    affinity = try make()
    cpu = try pinning.chosenCPU(among: affinity.allowedCPUs)
    // A worker that dies must be an error here and not the end of this process.
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    // Only for what ends with an error, which is on its way already: everybody else calls `leave`.
    try? affinity.restore()
  }

  /// Lets this thread use all its CPUs again; to be called when the last side is closed.
  ///
  /// - Throws: `GateError.gateUnable`.
  func leave() throws {
    do throws(HarnessError) { try affinity.restore() } catch {
      throw GateError.gateUnable("\(error)")
    }
  }

  func open(_ role: GateRole, alignment: GateAlignment) throws -> any GateSide {
    // Children inherit the CPUs of the thread that starts them.
    try leave()
    defer { stepAside() }
    return try WorkerSide(
      role, executable: role == .head ? head : base, cpu: cpu, alignment: alignment,
      arena: try arena(alignment), slowdown: role == .head ? slowdown : nil)
  }

  /// The shared memory of a process pair; another pair has other pages.
  private func arena(_ alignment: GateAlignment) throws -> GateArena {
    if memory?.alignment != alignment { memory = nil }
    let file: ArenaFile
    do throws(MemoryArenaError) {
      if let memory { file = memory.file } else { file = try ArenaFile(byteCount: Self.arenaBytes) }
    } catch {
      throw GateError.gateUnable(error.description)
    }
    memory = (alignment, file)
    return GateArena(
      path: file.path, byteCount: file.byteCount,
      address: Self.arenaAddress + UInt(alignment.pages) * Self.page)
  }

  /// More than any case takes; what is not written takes no memory.
  private static let arenaBytes = 1 << 30
  /// Far from where programs, heaps, stacks and libraries are put.
  private static let arenaAddress: UInt = 0x2000_0000_0000
  private static let page: UInt = 4096

  /// Leaves the workers' CPU to them, where there is another one.
  private func stepAside() {
    guard let cpu, let other = affinity.allowedCPUs.first(where: { $0 != cpu }) else { return }
    do throws(HarnessError) { _ = try affinity.pin(.cpu(other)) } catch {
      let warning = "the gate itself may run on the workers' CPU: \(error)"
      if !warnings.contains(warning) { warnings.append(warning) }
    }
  }
}

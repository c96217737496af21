import BenchHarness
import Foundation

/// Starts workers of two builds on one CPU, and keeps this process off it.
final class WorkerSides: GateSides {
  private let base: String
  private let head: String
  private let affinity: CPUAffinity
  /// The CPU of the workers; `nil` where they may move.
  let cpu: Int?
  private let slowdown: GateSlowdown?

  /// `base` and `head` are executables.
  ///
  /// - Throws: `HarnessError`.
  init(
    base: String, head: String, pinning: Pinning, slowdown: GateSlowdown? = nil
  ) throws {
    self.base = base
    self.head = head
    self.slowdown = slowdown
    affinity = try CPUAffinity()
    cpu = try pinning.chosenCPU(among: affinity.allowedCPUs)
    // A worker that dies must be an error here and not the end of this process.
    signal(SIGPIPE, SIG_IGN)
  }

  deinit { try? affinity.restore() }

  func open(_ role: GateRole, alignment: GateAlignment) throws -> any GateSide {
    // Children inherit the CPUs of the thread that starts them.
    try? affinity.restore()
    defer { stepAside() }
    return try WorkerSide(
      role, executable: role == .head ? head : base, cpu: cpu, alignment: alignment,
      slowdown: role == .head ? slowdown : nil)
  }

  /// Leaves the workers' CPU to them, where there is another one.
  private func stepAside() {
    guard let cpu, let other = affinity.allowedCPUs.first(where: { $0 != cpu }) else { return }
    _ = try? affinity.pin(.cpu(other))
  }
}

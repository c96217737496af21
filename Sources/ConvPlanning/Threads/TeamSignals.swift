import CShims
import Glibc
import Synchronization

/// What every member of a team executes at a fork.
struct TeamJob {
  /// Does the share of one member; a C function, so that calling it counts no references.
  let body: @convention(c) (_ context: UnsafeRawPointer, _ member: Int) -> Void
  let context: UnsafeRawPointer
  /// The caller's floating-point mode, which the workers take over.
  let mxcsr: UInt32
  /// Whether the workers end after it.
  var isLast = false
}

/// The words through which the members of a team meet, each on cache lines of its own.
///
/// A plain value of pointers into memory that the team frees when its workers have ended.
///
///     caller                          worker
///     job, pending = workers
///     epoch += 1         ──────────►  sees another epoch, reads job
///     wakes sleepers                  …
///     waits for pending == 0  ◄─────  pending -= 1
struct TeamSignals: @unchecked Sendable {
  /// Forks so far; workers spin on it, then sleep on it.
  private let epoch: UnsafeMutablePointer<Atomic<UInt32>>
  /// Workers that sleep or are about to.
  private let sleepers: UnsafeMutablePointer<Atomic<UInt32>>
  /// Workers that have not finished the current fork.
  private let pending: UnsafeMutablePointer<Atomic<UInt32>>
  /// Nonzero while some caller uses the team.
  private let taken: UnsafeMutablePointer<Atomic<UInt32>>
  private let job: UnsafeMutablePointer<TeamJob>
  private let spinTicks: UInt64

  /// Ticks that anybody spins before sleeping or yielding: 50 to 100 µs, longer than the gaps between
  /// the calls of one sample, and gone before the next workload has warmed up.
  private static let longestSpin: UInt64 = 250_000
  /// Bytes from one word to the next: two lines, since some CPUs fetch pairs.
  private static let spacing = 128

  /// The words of a new team; without spinning for one that has fewer CPUs than members.
  init(isSpinning: Bool) {
    spinTicks = isSpinning ? Self.longestSpin : 0
    epoch = Self.word()
    sleepers = Self.word()
    pending = Self.word()
    taken = Self.word()
    job = UnsafeMutableRawPointer.allocate(byteCount: Self.spacing, alignment: Self.spacing)
      .bindMemory(to: TeamJob.self, capacity: 1)
  }

  private static func word() -> UnsafeMutablePointer<Atomic<UInt32>> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: spacing, alignment: spacing)
      .bindMemory(to: Atomic<UInt32>.self, capacity: 1)
    memory.initialize(to: Atomic(0))
    return memory
  }

  /// Frees the words; no member may use them any more.
  func free() {
    for word in [epoch, sleepers, pending, taken] {
      word.deinitialize(count: 1)
      UnsafeMutableRawPointer(word).deallocate()
    }
    UnsafeMutableRawPointer(job).deallocate()
  }

  // MARK: Caller

  /// Keeps other callers out; waits for one that is inside.
  func take() {
    while !taken.pointee.compareExchange(expected: 0, desired: 1, ordering: .acquiring).exchanged {
      sched_yield()
    }
  }

  /// Lets other callers in.
  func release() { taken.pointee.store(0, ordering: .releasing) }

  /// Starts `workers` workers on a job.
  func fork(_ next: TeamJob, workers: Int) {
    job.initialize(to: next)
    pending.pointee.store(UInt32(truncatingIfNeeded: workers), ordering: .relaxed)
    epoch.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent)
    // One order of all four operations here and in `sleep`: either this load finds the sleeper, or the
    // sleeper finds the new epoch.
    if sleepers.pointee.load(ordering: .sequentiallyConsistent) > 0 { lkb_futex_wake_all(epoch) }
  }

  /// Waits until every worker has finished, and sees what they wrote.
  func join() {
    let begin = lkb_ticks()
    while pending.pointee.load(ordering: .acquiring) > 0 {
      lkb_pause()
      // To a worker that has no CPU of its own, or whoever took its caller's.
      if lkb_ticks() &- begin >= spinTicks { sched_yield() }
    }
  }

  // MARK: Workers

  /// Waits for the fork after the one numbered `seen`; returns its number.
  func awaitFork(after seen: UInt32) -> UInt32 {
    let begin = lkb_ticks()
    while lkb_ticks() &- begin < spinTicks {
      let current = epoch.pointee.load(ordering: .acquiring)
      if current != seen { return current }
      lkb_pause()
    }
    return sleep(after: seen)
  }

  private func sleep(after seen: UInt32) -> UInt32 {
    sleepers.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent)
    var current = epoch.pointee.load(ordering: .sequentiallyConsistent)
    while current == seen {
      lkb_futex_wait(epoch, seen)
      current = epoch.pointee.load(ordering: .sequentiallyConsistent)
    }
    sleepers.pointee.wrappingSubtract(1, ordering: .relaxed)
    return current
  }

  /// The job of the fork that `awaitFork` returned.
  var currentJob: TeamJob { job.pointee }

  /// Tells the caller that one worker has finished.
  func finish() { pending.pointee.wrappingSubtract(1, ordering: .releasing) }
}

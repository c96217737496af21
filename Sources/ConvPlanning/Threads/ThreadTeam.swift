import CShims
import Glibc
import Synchronization

/// Threads that wait for work: the caller of `run` and `memberCount - 1` workers.
///
/// One fork and one join per run, by spinning on a word each: some hundred nanoseconds where the workers
/// are awake. They spin a moment after each run, then sleep, so that nothing disturbs what runs on one
/// thread. Workers end with the team.
package final class ThreadTeam: Sendable {
  /// Threads that take part in a run, the caller included.
  package let memberCount: Int
  private let workerCount: Int
  private let signals: TeamSignals

  /// Starts the workers and waits until they are ready.
  ///
  /// Worker `m` is pinned to `cpus[m]`; the caller belongs on `cpus[0]`, where its creator puts it. With
  /// no `cpus` workers go wherever the creating thread may.
  ///
  /// - Throws: `ThreadTeamError`.
  package init(memberCount: Int, cpus: [Int] = []) throws(ThreadTeamError) {
    self.memberCount = memberCount
    guard cpus.isEmpty || memberCount <= cpus.count else {
      throw .tooFewCPUs(threads: memberCount, cpus: cpus.count)
    }
    signals = TeamSignals(isSpinning: !cpus.isEmpty || memberCount <= allowedCPUCount())
    let report = StartReport()
    var launched = 0
    var refusal: ThreadTeamError?
    for member in 1..<max(memberCount, 1) {
      let start = WorkerStart(
        signals: signals, member: member, cpu: cpus.isEmpty ? nil : cpus[member], report: report)
      let result = launch(start)
      if result != 0 {
        refusal = .threadRefused(errno: Int(result))
        break
      }
      launched += 1
    }
    while report.waiting(of: launched) { sched_yield() }
    let refused = report.refused
    workerCount = launched - refused.count
    if let first = refused.first {
      refusal = refusal ?? .cpuRefused(first.cpu, errno: first.errno)
    }
    if let refusal { throw refusal }
  }

  deinit {
    let nothing = UnsafeRawPointer(bitPattern: UInt(MemoryLayout<Int>.alignment))
    guard let nothing else { return }
    let last = TeamJob(body: { _, _ in }, context: nothing, mxcsr: lkb_mxcsr_get(), isLast: true)
    signals.fork(last, workers: workerCount)
    signals.join()
    signals.free()
  }

  /// Runs `body` once per member, member 0 on the calling thread, and returns when all are done.
  ///
  /// Does not allocate. Workers flush denormals as the caller does. A second caller waits for the first.
  package func run(
    _ body: @convention(c) (_ context: UnsafeRawPointer, _ member: Int) -> Void,
    _ context: UnsafeRawPointer
  ) {
    signals.take()
    signals.fork(
      TeamJob(body: body, context: context, mxcsr: lkb_mxcsr_get()), workers: workerCount)
    body(context, 0)
    signals.join()
    signals.release()
  }

  /// Has every worker awake and spinning when it returns.
  package func wake() {
    withUnsafeBytes(of: memberCount) { unused in
      if let nothing = unused.baseAddress { run({ _, _ in }, nothing) }
    }
  }
}

/// CPUs that the calling thread may use; 1 where the system does not say.
private func allowedCPUCount() -> Int {
  var mask = [UInt64](repeating: 0, count: 1024)
  let written = lkb_affinity_get(&mask, mask.count * MemoryLayout<UInt64>.stride)
  return written > 0 ? mask.reduce(0) { $0 + $1.nonzeroBitCount } : 1
}

/// Starts a detached thread on a worker's life; 0 or the error number.
private func launch(_ start: WorkerStart) -> Int32 {
  let context = Unmanaged.passRetained(start).toOpaque()
  var thread = pthread_t()
  let result = pthread_create(&thread, nil, runWorker, context)
  if result == 0 {
    pthread_detach(thread)
  } else {
    Unmanaged<WorkerStart>.fromOpaque(context).release()
  }
  return result
}

/// The life of a worker; a thread that cannot be prepared ends at once.
private func runWorker(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<WorkerStart>.fromOpaque(argument).takeRetainedValue()
  let (signals, member) = (start.signals, start.member)
  guard start.prepareThread() else { return nil }
  var seen: UInt32 = 0
  while true {
    seen = signals.awaitFork(after: seen)
    let job = signals.currentJob
    lkb_mxcsr_set(job.mxcsr)
    job.body(job.context, member)
    signals.finish()
    if job.isLast { return nil }
  }
}

/// What a new worker is given.
private final class WorkerStart: Sendable {
  let signals: TeamSignals
  let member: Int
  private let cpu: Int?
  private let report: StartReport

  init(signals: TeamSignals, member: Int, cpu: Int?, report: StartReport) {
    self.signals = signals
    self.member = member
    self.cpu = cpu
    self.report = report
  }

  /// Pins the calling thread and reports; false where the system refuses.
  func prepareThread() -> Bool {
    guard let cpu else {
      report.add(refused: nil)
      return true
    }
    var mask = [UInt64](repeating: 0, count: max(16, cpu / UInt64.bitWidth + 1))
    mask[cpu / UInt64.bitWidth] = 1 << UInt64(cpu % UInt64.bitWidth)
    let result = lkb_affinity_set(mask, mask.count * MemoryLayout<UInt64>.stride)
    report.add(refused: result == 0 ? nil : (cpu, -result))
    return result == 0
  }
}

/// How the starts of a team's workers went.
private final class StartReport: Sendable {
  private let started = Mutex<(count: Int, refused: [(cpu: Int, errno: Int)])>((0, []))

  func add(refused: (cpu: Int, errno: Int)?) {
    started.withLock { state in
      state.count += 1
      if let refused { state.refused.append(refused) }
    }
  }

  func waiting(of count: Int) -> Bool { started.withLock { $0.count < count } }
  var refused: [(cpu: Int, errno: Int)] { started.withLock { $0.refused } }
}

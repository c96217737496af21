import BenchHarness
import ConvModel
import ConvPlanning
import ConvReference

/// Runs the calls of `--loop`, for profilers to look at: its name does not change, whatever the kernel.
///
/// `context` is a `SteadyLoop`, not retained. Frame pointers are kept, as everywhere in this package.
@inline(never)
func steadyLoop(_ context: UnsafeMutableRawPointer) {
  let loop = Unmanaged<SteadyLoop>.fromOpaque(context).takeUnretainedValue()
  // The loop itself is here: as a mere forwarder this frame would not be on the stack.
  while loop.call() {}
}

/// One verified kernel called over and over.
final class SteadyLoop {
  private let workload: any Workload
  private let clock = MonotonicClock()
  private let nanoseconds: Double
  private var begin: UInt64 = 0
  private(set) var calls = 0
  private(set) var elapsed = 0.0

  init(_ workload: any Workload, nanoseconds: Double) {
    self.workload = workload
    self.nanoseconds = nanoseconds
  }

  /// Calls until the time is over or the user ends it.
  func run() {
    begin = clock.nanoseconds()
    FlushToZero.during { steadyLoop(Unmanaged.passUnretained(self).toOpaque()) }
  }

  /// One call; false once it was the last.
  @inline(never)
  fileprivate func call() -> Bool {
    workload.run()
    calls += 1
    elapsed = Double(clock.nanoseconds() &- begin)
    return elapsed < nanoseconds && !Interrupt.isPending
  }
}

extension SteadyLoop {
  /// Prepares and verifies `item`, alone on the CPUs that `settings` ask for.
  ///
  /// - Throws: `ProblemError`, `PlanError`; `UnverifiedKernel`.
  convenience init(
    _ item: BenchmarkCase, of selection: Selection, settings: MeasurementSettings,
    nanoseconds: Double, terminal: Terminal
  ) throws {
    let place = try settings.pin(terminal)
    let operands = ProblemOperands(
      try ProblemData(
        item.problem, fill: .unitVariance, supplied: selection.supplied, input: selection.input))
    let prepared = try PreparedCase(
      item, operands: operands, clock: MonotonicClock(),
      teams: ThreadTeams(cpus: place.cpu == nil ? [] : place.cpus))
    guard prepared.check.passed else {
      throw UnverifiedKernel(id: item.id, reason: prepared.check.description)
    }
    self.init(prepared.workload, nanoseconds: nanoseconds)
  }
}

/// A kernel that computes something wrong and is not run on.
struct UnverifiedKernel: ExitCoded, Hashable {
  let id: String
  let reason: String

  var exitStatus: ExitStatus { .failed }
  var description: String { "\(id) failed verification: \(reason)" }
}

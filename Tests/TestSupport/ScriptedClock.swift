import Synchronization

/// A clock for tests: time passes only when a test says so.
///
/// Every reading advances it by the next of `steps`, which repeat; scripted workloads advance it by what
/// they pretend to cost. It has the members of the harness's `TimeSource`; harness tests declare that.
package final class ScriptedClock: Sendable {
  private struct State {
    var now: UInt64
    var readings = 0
  }

  package let resolutionNanoseconds: Double
  private let steps: [UInt64]
  private let state: Mutex<State>

  package init(start: UInt64 = 0, steps: [UInt64] = [0], resolutionNanoseconds: Double = 1) {
    self.steps = steps
    self.resolutionNanoseconds = resolutionNanoseconds
    self.state = Mutex(State(now: start))
  }

  /// Advances by the next step and returns the new time.
  package func nanoseconds() -> UInt64 {
    state.withLock { state in
      if !steps.isEmpty { state.now &+= steps[state.readings % steps.count] }
      state.readings += 1
      return state.now
    }
  }

  /// Lets time pass.
  package func advance(by nanoseconds: UInt64) {
    state.withLock { $0.now &+= nanoseconds }
  }

  /// How often the clock was read.
  package var readings: Int { state.withLock { $0.readings } }
}

/// Counts instructions in one build.
struct InstructionCounter {
  private let simulator: Simulator

  init(_ simulator: Simulator) { self.simulator = simulator }

  /// - Throws: `SimulationError`, `Interrupted`.
  init(head executable: String) throws {
    do {
      simulator = try Simulator(executable: executable)
    } catch SimulationError.interrupted {
      throw Interrupted()
    }
  }

  /// - Throws: `GateError.baseUnusable` where the file cannot be simulated; `Interrupted`.
  init(base executable: String) throws {
    do {
      try self.init(head: executable)
    } catch let error as SimulationError {
      throw GateError.baseUnusable(error.description)
    }
  }

  /// Instructions of one call of `item` in each of `runs` simulations, or why there are none.
  ///
  /// - Throws: `Interrupted`.
  func count(
    _ item: BenchmarkCase, runs: Int
  ) throws(Interrupted) -> Result<InstructionCounts, SimulationError> {
    do {
      return .success(try simulator.instructions(of: item, runs: runs))
    } catch SimulationError.interrupted {
      throw Interrupted()
    } catch let error as SimulationError {
      return .failure(error)
    } catch {
      return .failure(.failed(program: "valgrind", reason: "\(error)"))
    }
  }
}

extension SimulationError {
  /// Whether it says that the build is wrong, and not that there is nothing to simulate with.
  var isOfKernel: Bool { exitStatus == .failed }

  /// Whether the simulation was ended because it took too long.
  var isTimeout: Bool { if case .timedOut = self { true } else { false } }
}

/// Knows which cases this build can be simulated with, before anything is started.
struct InstructionPlanner {
  private let preparer: GateCasePreparer

  init(_ context: GateContext) {
    preparer = GateCasePreparer(context: context.selectionContext)
  }

  /// Why a case is not simulated; `nil` where it is.
  ///
  /// - Throws: what preparing throws.
  func refusal(of item: BenchmarkCase) throws -> String? {
    try Interrupt.check()
    if let reason = Simulator.refusal(of: item) { return reason }
    let request = GateRequest(
      operation: .prepare, index: 0, arguments: GateCaseRequest(item).arguments)
    let preparation = try preparer.prepare(request).preparation
    return preparation.status == .refused ? preparation.reason ?? "refused" : nil
  }
}

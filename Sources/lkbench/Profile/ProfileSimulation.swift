import BenchCounters
import ConvModel

/// Counts the instructions of a profile's algorithms under a simulator.
struct ProfileSimulation {
  /// Functions that are named.
  private static let mostFunctions = 5

  private let simulator: Simulator
  private let rows: ProfileRows
  private let progress: ProgressLine

  /// - Throws: `SimulationError` where nothing can be simulated here.
  init(_ rows: ProfileRows, count: Int, terminal: Terminal) throws(SimulationError) {
    simulator = try Simulator()
    self.rows = rows
    progress = ProgressLine(total: count, terminal: terminal)
  }

  /// The counts of `subject` in the AVX2 build; `nil`, with a line in `notes`, where there are none.
  ///
  /// - Throws: `Interrupted`.
  func simulate(
    _ subject: BenchmarkCase, done: Int, notes: inout [String]
  ) throws -> AlgorithmProfile.Simulated? {
    guard rows.median(subject) != nil else { return nil }
    let item = ProfileCases.simulated(subject)
    progress.show(done: done, "simulating \(subject.algorithm.word)")
    defer { progress.clear() }
    do {
      let counts = try simulator.simulate(item)
      let native = rows.median(item)
      let cycles = rows.row(item).flatMap { row in
        native.flatMap { AlgorithmProfile.Cycles(row, medianNS: $0, ceilings: rows.ceilings) }
      }
      return AlgorithmProfile.Simulated(
        counts, native: native, cycles: cycles?.perCall, otherBuild: Self.otherBuild(subject),
        functions: Self.mostFunctions, notes: &notes)
    } catch SimulationError.interrupted {
      throw Interrupted()
    } catch let error as SimulationError {
      notes.append("\(subject.algorithm.word) was not simulated: \(error)")
      return nil
    }
  }

  /// The build that was measured, where it is not the one that can be simulated.
  private static func otherBuild(_ subject: BenchmarkCase) -> String? {
    switch subject.instructionSet {
    case .avx512: "ConvKernelsAVX512"
    case .portable: "ConvKernelsPortable"
    case .avx2: nil
    }
  }
}

extension AlgorithmProfile.Simulated {
  /// - Parameters:
  ///   - native: nanoseconds of the AVX2 build here.
  ///   - cycles: of the AVX2 build here.
  ///   - otherBuild: module of the measured build, whose hot loop is looked up without running it.
  fileprivate init(
    _ counts: SimulatedCounts, native: Double?, cycles: Double?, otherBuild: String?,
    functions most: Int, notes: inout [String]
  ) {
    let total = counts[.instructions] ?? 0
    instructions = total
    loads = counts[.loads]
    stores = counts[.stores]
    branches = counts[.branches]
    branchMisses = counts[.branchMisses]
    firstLevelMisses = counts[.firstLevelMisses]
    lastLevelMisses = counts[.lastLevelMisses]
    instructionsPerUsefulMac = counts.instructionsPerUsefulMAC
    nativeNS = native
    instructionsPerCycle = cycles.map { total / $0 }
    functions = counts.functions.prefix(most).map {
      Share(name: $0.name, share: $0.selfInstructions / max(1, total))
    }
    switch counts.code {
    case .success(let code):
      mix = InstructionClass.allCases.map { Share(name: $0.title, share: code.mix.share($0)) }
        .filter { $0.share > 0 }.sorted { $0.share > $1.share }
      executedOperations = code.mix.flops
      var loops = code.hotLoop.map { [Loop($0, share: code.hotLoopShare)] } ?? []
      if let otherBuild, let function = code.hotLoop.map({ SwiftName.readable($0.symbol) }),
        let name = function.split(separator: ".").last.map(String.init),
        let loop = (try? HotLoop.ofFunction(name, module: otherBuild)) ?? nil
      {
        loops.append(Loop(loop, share: nil))
      }
      hotLoops = loops
    case .failure(let error):
      (mix, hotLoops, executedOperations) = ([], [], nil)
      notes.append("no instruction mix of \(counts.plan): \(error)")
    }
  }
}

extension AlgorithmProfile.Simulated.Loop {
  fileprivate init(_ loop: HotLoop, share: Double?) {
    function = SwiftName.readable(loop.symbol)
    self.share = share
    instructions = Int(loop.mix.total)
    arithmetic = Int(
      [.packedFMA, .scalarFMA, .packedArithmetic, .scalarArithmetic].reduce(0) {
        $0 + loop.mix[$1]
      })
    fusedOperations = Int(loop.mix.fmaFLOPs)
    loads = Int(loop.mix[.load] + loop.mix.memoryOperands)
    stores = Int(loop.mix[.store])
    shuffles = Int(loop.mix[.shuffle])
    spills = Int(loop.mix[.spill])
  }
}

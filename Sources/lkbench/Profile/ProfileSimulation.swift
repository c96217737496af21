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
      if let other = counts.implementation {
        notes.append("\(subject.algorithm.word) was simulated as what it chooses there: \(other)")
      }
      let native = item.runsOwnCode ? rows.median(item) : nil
      let cycles = rows.row(item).flatMap { row in
        native.flatMap { AlgorithmProfile.Cycles(row, medianNS: $0, ceilings: rows.ceilings) }
      }
      return AlgorithmProfile.Simulated(
        counts, native: native, cycles: cycles?.perCall,
        measured: subject.instructionSet, functions: Self.mostFunctions, notes: &notes)
    } catch SimulationError.interrupted {
      throw Interrupted()
    } catch let error as SimulationError {
      notes.append("\(subject.algorithm.word) was not simulated: \(error)")
      return nil
    }
  }
}

extension AlgorithmProfile.Simulated {
  /// Per call, from `counts` and from nanoseconds and cycles of the AVX2 build on this machine.
  ///
  /// The hot loop of the `measured` build is looked up without running it where it is not the simulated one.
  fileprivate init(
    _ counts: SimulatedCounts, native: Double?, cycles: Double?,
    measured: InstructionSet, functions most: Int, notes: inout [String]
  ) {
    let total = counts[.instructions] ?? 0
    implementation = counts.implementation
    instructions = total
    branches = counts[.branches]
    branchMisses = counts[.branchMisses]
    firstLevelMisses = counts[.firstLevelMisses]
    lastLevelMisses = counts[.lastLevelMisses]
    instructionsPerUsefulMac = counts.instructionsPerUsefulMAC
    nativeNS = native
    instructionsPerCycle = cycles.map { total / $0 }
    functions = counts.functions.prefix(most).map {
      Share(name: Self.readable($0.name), share: $0.selfInstructions / max(1, total))
    }
    switch counts.code {
    case .success(let code):
      // By instructions: the simulator splits some reads into lanes.
      loads = code.mix[.load] + code.mix.memoryOperands
      stores = code.mix[.store]
      mix = InstructionClass.allCases.map { Share(name: $0.title, share: code.mix.share($0)) }
        .filter { $0.share > 0 }.sorted { $0.share > $1.share }
      executedOperations = code.mix.flops
      var loops = code.hotLoop.map { [Loop($0, share: code.hotLoopShare)] } ?? []
      if measured != .avx2 {
        do throws(SimulationError) {
          let loop = try code.hotLoop?.counterpart(for: measured)
          if let loop { loops.append(Loop(loop, share: nil)) }
        } catch {
          notes.append("the hot loop of \(counts.plan) in the \(measured) build: \(error)")
        }
      }
      hotLoops = loops
    case .failure(let error):
      (mix, hotLoops, executedOperations) = ([], [], nil)
      (loads, stores) = (nil, nil)
      notes.append("no instruction mix of \(counts.plan): \(error)")
    }
  }
}

extension AlgorithmProfile.Simulated {
  /// A name for people: code that is made at run time has none, and stripped libraries only few.
  fileprivate static func readable(_ name: String) -> String {
    if name.hasPrefix("0x") { return "code without a name" }
    if name.hasPrefix("_Z") { return "code of a library without names" }
    return String(name.prefix { $0 != "@" })
  }
}

extension AlgorithmProfile.Simulated.Loop {
  fileprivate init(_ loop: HotLoop, share: Double?) {
    function = AlgorithmProfile.Simulated.readable(loop.name)
    self.share = share
    instructions = Int(loop.mix.total)
    arithmetic = Int(
      InstructionClass.arithmetic.reduce(0) { $0 + loop.mix[$1] })
    fusedOperations = Int(loop.mix.fmaFLOPs)
    loads = Int(loop.mix[.load] + loop.mix.memoryOperands)
    stores = Int(loop.mix[.store])
    shuffles = Int(loop.mix[.shuffle])
    spills = Int(loop.mix[.spill])
  }
}

import BenchCounters
import Foundation

extension SimulatedCounts {
  /// Per call what `profile` counted of `calls` calls.
  init(
    _ profile: CallgrindProfile, answer: SimulationAnswer, calls: Int,
    code: Result<Code, SimulationError>
  ) {
    plan = answer.plan
    implementation = answer.implementation
    executedFLOPs = answer.executedFLOPs
    usefulMACs = answer.usefulMACs
    self.code = code
    var values: [SimulatedEvent: Double] = [:]
    for event in SimulatedEvent.allCases {
      values[event] = profile.total(event).map { Double($0) / Double(calls) }
    }
    self.values = values
    guard let instructions = profile.events.firstIndex(of: "Ir") else {
      functions = []
      return
    }
    functions = profile.functions.filter { $0.selfCost[instructions] > 0 }
      .map { function in
        FunctionCost(
          name: SwiftName.readable(function.symbol), symbol: function.symbol,
          object: (function.object as NSString).lastPathComponent,
          selfInstructions: Double(function.selfCost[instructions]) / Double(calls),
          inclusiveInstructions: Double(function.inclusiveCost[instructions]) / Double(calls))
      }
      // Equally many by name, so that two simulations give the same list.
      .sorted { ($0.selfInstructions, $1.symbol) > ($1.selfInstructions, $0.symbol) }
  }
}

extension SimulatedCounts.Code {
  /// The instructions of `profile`, in `code`'s words.
  init(_ profile: CallgrindProfile, _ code: ObjectCode) throws(SimulationError) {
    var mix = InstructionMix()
    var hottest: HotLoop?
    for object in profile.instructions.keys.sorted() {
      let executions = profile.executions(in: object)
      if executions.isEmpty { continue }
      guard FileManager.default.isReadableFile(atPath: object) else {
        mix.add(unknown: Double(executions.values.reduce(0, +)))
        continue
      }
      let listing = try code.disassembly(of: object, around: executions.keys)
      mix.add(listing, executions: executions)
      if let loop = HotLoop.hottest(in: listing, executions: executions),
        (loop.executed ?? 0) > (hottest?.executed ?? 0)
      {
        hottest = loop
      }
    }
    self.mix = mix
    hotLoop = hottest
    hotLoopShare = mix.total > 0 ? Double(hottest?.executed ?? 0) / mix.total : 0
  }

  /// The same of one of `calls` calls.
  func perCall(_ calls: Int) -> Self {
    Self(mix: mix.divided(by: calls), hotLoop: hotLoop, hotLoopShare: hotLoopShare)
  }
}

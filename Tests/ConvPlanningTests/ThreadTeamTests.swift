import CShims
import ConvModel
import ConvPlanning
import KernelBuilds
import TestSupport
import Testing

@Suite("Thread teams")
struct ThreadTeamTests {
  @Test("meet again and again, and every member takes part once per run")
  func everyMember() throws {
    for memberCount in [1, 2, 3] {
      let team = try ThreadTeam(memberCount: memberCount)
      let counts = UnsafeMutablePointer<Int>.allocate(capacity: memberCount)
      defer { counts.deallocate() }
      counts.initialize(repeating: 0, count: memberCount)
      for _ in 0..<200 {
        team.run(
          { context, member in
            UnsafeMutablePointer(mutating: context.assumingMemoryBound(to: Int.self))[member] += 1
          }, counts)
      }
      #expect((0..<memberCount).allSatisfy { counts[$0] == 200 })
    }
  }

  @Test("workers flush denormals as the caller does")
  func floatingPointMode() throws {
    let team = try ThreadTeam(memberCount: 2)
    let modes = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)
    defer { modes.deallocate() }
    let before = lkb_mxcsr_get()
    defer { lkb_mxcsr_set(before) }
    for extra in [0, UInt32(LKB_MXCSR_FLUSH_TO_ZERO), 0] {
      lkb_mxcsr_set(before | extra)
      modes.initialize(repeating: 0, count: 2)
      team.run(
        { context, member in
          UnsafeMutablePointer(mutating: context.assumingMemoryBound(to: UInt32.self))[member] =
            lkb_mxcsr_get() & UInt32(LKB_MXCSR_FLUSH_TO_ZERO)
        }, modes)
      #expect(modes[0] == extra && modes[1] == extra)
    }
  }

  @Test("callers of one team from several threads wait for each other")
  func severalCallers() async throws {
    let team = try ThreadTeam(memberCount: 2)
    let total = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 { group.addTask { Self.count(50, on: team) } }
      return await group.reduce(0, +)
    }
    #expect(total == 400)
  }

  /// Runs a team of two so often; how often its members took part.
  private static func count(_ runs: Int, on team: ThreadTeam) -> Int {
    let pair = UnsafeMutablePointer<Int>.allocate(capacity: 2)
    defer { pair.deallocate() }
    pair.initialize(repeating: 0, count: 2)
    for _ in 0..<runs {
      team.run(
        { context, member in
          UnsafeMutablePointer(mutating: context.assumingMemoryBound(to: Int.self))[member] += 1
        }, pair)
    }
    return pair[0] + pair[1]
  }

  @Test("refuse more members than CPUs, and a CPU there is not")
  func refusals() throws {
    let error = #expect(throws: ThreadTeamError.self) {
      try ThreadTeam(memberCount: 3, cpus: [0, 1])
    }
    #expect(error?.description == "3 threads need 3 CPUs, and 2 are allowed")
    #expect(throws: ThreadTeamError.self) { try ThreadTeam(memberCount: 2, cpus: [0, 100_000]) }
  }

  @Test("are made once per number of threads")
  func shared() throws {
    let teams = ThreadTeams(cpus: [])
    let two = try teams.team(of: 2)
    #expect(try teams.team(of: 2) === two)
    #expect(try teams.team(of: 3) !== two)
  }

  @Test(
    "run does not allocate on a team either",
    .enabled(if: AllocationCount.isCounting, "\(AllocationCount.whyNot)"))
  func doesNotAllocate() async {
    await #expect(processExitsWith: .success) {
      let map = MapShape(channels: 40, height: 9, width: 11)
      for plan in try plans("dense", kernel: 7, map: map)
      where !plan.algorithms.contains(where: { $0 is any PeerAlgorithm }) {
        let prepared = try plan.prepare(threads: 2)
        precondition(prepared.threadCount == 2)
        let count = plan.layout.elementCount(map)
        let input = AlignedBuffer<Float>(repeating: 1, count: count)
        let output = AlignedBuffer<Float>(repeating: 0, count: count)
        prepared.run(input: input.pointer, output: output.pointer)
        let requests = AllocationCount.during {
          for _ in 0..<10 { prepared.run(input: input.pointer, output: output.pointer) }
        }
        precondition(
          requests == 0, "\(plan.id) on \(plan.instructionSet) allocates \(requests) times")
      }
    }
  }
}

@Suite("Programs on several threads")
struct ThreadedProgramTests {
  @Test("weights are divided, not copied")
  func weights() throws {
    let map = MapShape(channels: 96, height: 9, width: 9)
    for plan in try plans("decomposed", kernel: 7, map: map) {
      let one = try plan.prepare()
      let two = try plan.prepare(threads: 2)
      #expect(two.threadCount == 2)
      // Tables that each part needs for itself are small beside the weights.
      #expect(2 * two.weightByteCount < 3 * one.weightByteCount, "\(plan.id)")
      #expect(two.weightMemory.count == 2 * one.weightMemory.count)
      #expect(two.workspaceByteCount >= one.workspaceByteCount)
    }
  }

  @Test("1, 2 and 3 threads give the same bits on shared maps, inside guard pages")
  func sameBits() async throws {
    let tally = try await ConformanceTally.gather(EdgeProblems.threads()) { item, tally in
      let filled = try FilledProblem.trusted(item.problem, Fill(.unitVariance, seed: 2))
      for build in KernelBuild.all {
        let planner = try build.planner()
        // Libraries choose by the shape that they are given, which a share changes.
        for algorithm in build.algorithms where !(algorithm is any PeerAlgorithm) {
          for program in filled.programs {
            for layout in item.layouts {
              guard let plan = try planner.plan(program, layout, by: algorithm.id) else { continue }
              // Where a thread more is no share more, nothing is run that was not before.
              let threads = [2, 3].filter { plan.split(threads: $0).shares.count == $0 }
              for (count, isSame) in try filled.compare(plan, threads: threads) {
                tally.add(
                  ConformanceTally.Key(build, algorithm),
                  isSame ? .passed : .failed("other bits on \(count) threads"),
                  "\(item.problem) \(plan.id) \(build) \(layout)")
              }
            }
          }
        }
      }
    }
    try tally.report("threads")
  }
}

extension FilledProblem {
  /// Whether so many threads each compute what one computes, to the bit.
  fileprivate func compare(
    _ plan: Plan, threads: [Int]
  ) throws -> [(threads: Int, isSame: Bool)] {
    if threads.isEmpty { return [] }
    let expected = try outputs(plan, threads: 1)
    return try threads.map { count in
      let found = try outputs(plan, threads: count)
      let isSame = zip(found.first + found.second, expected.first + expected.second)
        .allSatisfy { $0.bitPattern == $1.bitPattern }
      return (count, isSame)
    }
  }
}

/// Every plan of every form of a dense-weighted problem, channels last.
private func plans(_ variant: String, kernel: Int, map: MapShape) throws -> [Plan] {
  let variant = try VariantCatalog.variant(variant)
  let problem = try variant.problem(ProblemRequest(map: map, kernel: kernel))
  let definition = try variant.define(
    problem, fill: Fill(.unitVariance, seed: 1), supplied: .none)
  var plans: [Plan] = []
  for build in KernelBuild.all {
    for form in variant.forms {
      plans += try build.planner().plans(
        variant.program(problem, definition, form: form), layout: .nhwc, choice: .all)
    }
  }
  return plans
}

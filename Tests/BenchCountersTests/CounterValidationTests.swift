import BenchCounters
import BenchModel
import TestSupport
import Testing

/// Loops as long as on a real machine, whose code no test here runs: scripted processors count them.
@Suite("A validation of counters")
struct CounterValidationTests {
  private static let loops = KnownLoop.all(level: 4, lines: 1 << 16).loops

  private func validation(
    _ id: String = "zen5", _ change: (inout ScriptedProcessor) -> Void = { _ in }
  ) throws -> CounterValidation {
    let machine = try #require(MicroArchitecture.all.first { $0.id == id })
    let groups = try CounterGroup.all(below: shippedGroups, for: machine).filter(\.countsHardware)
    var processor = try #require(ScriptedProcessor.byMachine[id])
    change(&processor)
    let pass = try CounterPass(groups: groups, sources: [processor], knownWork: {})
    return CounterValidation(pass, over: Self.loops.map(processor.watching))
  }

  @Test("finds right counts right, in every hardware group", arguments: ["zen5", "skylake-x"])
  func right(_ id: String) throws {
    let validation = try validation(id)
    #expect(validation.failures.map(\.line) == [])
    let judged = validation.findings.filter { $0.loop != nil }
    #expect(
      Set(judged.map(\.group)) == [
        "branch", "flops", "hardware", "l1", "l2", "l3", "memory", "pipeline", "tlb",
      ])
    for event in KnownEvent.allCases {
      let findings = judged.filter { $0.metric == event.metric }
      #expect(findings.allSatisfy { $0.verdict == .right })
      #expect(findings.contains { if case .exactly = $0.expectation { true } else { false } })
    }
  }

  @Test("expects something of every counted hardware metric, on every micro-architecture")
  func complete() throws {
    for machine in MicroArchitecture.all + [.generic] {
      for group in try CounterGroup.all(below: shippedGroups, for: machine)
      where group.countsHardware {
        // What is counted by definition; a table may compute it instead.
        let counted = group.metricDescriptors.map(\.key).filter { key in
          group.metrics.contains { $0.descriptor.key == key && $0.isColumn }
            || group.derived.contains {
              $0.descriptor.key == key && $0.formula.names.allSatisfy { !$0.hasPrefix("papi_") }
            }
        }
        for key in counted {
          #expect(
            Self.loops.contains { CounterValidation.judges(key, over: $0) },
            "\(machine.id) \(group.name): \(key)")
        }
      }
    }
  }

  @Test("fails a count that is 1.5 % off, with metric, loop and both figures, and passes 0.9 %")
  func off() throws {
    let slightly = try validation { $0.factors = ["perf_raw::r00c4": 1.009] }
    #expect(slightly.failures.isEmpty)
    let validation = try validation { $0.factors = ["perf_raw::r00c4": 1.015] }
    #expect(Set(validation.failures.map(\.metric)) == ["papi_taken_branches"])
    #expect(validation.failures.count == Self.loops.count)
    #expect(
      validation.failures.map(\.line).contains(
        "branch: papi_taken_branches over branches: expected 4000000, counted 4060000 (+1.5 %): WRONG"
      ))
  }

  @Test("fails operations of which the counter counts half, as of merged counters")
  func half() throws {
    let validation = try validation { $0.factors = ["perf_raw::r0f03": 0.5] }
    #expect(
      validation.failures.map(\.loop) == ["flops-scalar", "flops-128", "flops-256", "flops-512"])
    #expect(
      validation.failures.last?.line.contains("expected 768000000, counted 384000000 (-50 %)")
        == true)
  }

  @Test("fails one width of operations that an event of its own counts wrongly")
  func width() throws {
    let validation = try validation("skylake-x") {
      $0.factors = ["FP_ARITH_INST_RETIRED:256B_PACKED_SINGLE": 1.02]
    }
    #expect(validation.failures.map(\.loop) == ["flops-256"])
  }

  @Test("fails an event that counts what the code does not do")
  func somethingElse() throws {
    let validation = try validation { $0.additions = ["perf_raw::r0629": 50_000] }
    #expect(Set(validation.failures.map(\.metric)) == ["papi_stores"])
    // Of 8 million stores it is no percent.
    #expect(!validation.failures.contains { $0.loop == "accesses" })
    #expect(
      validation.failures.first?.line.hasSuffix(
        "expected none (at most 20000.002), counted 50000: WRONG") == true)
  }

  @Test(
    "fails an implausible count of what code does not show, and calls plausible ones no more than that"
  )
  func plausibility() throws {
    let validation = try validation {
      $0.factors = ["perf_raw::rff64": 4, "perf::CYCLES": 1.5]
    }
    #expect(
      Set(validation.failures.map(\.metric)) == ["papi_l2_requests", "papi_cycles"])
    #expect(validation.failures.filter { $0.metric == "papi_cycles" }.map(\.loop) == ["chain"])
    let plausible = validation.findings.filter { $0.metric == "papi_l2_misses" }
    #expect(
      plausible.allSatisfy { $0.verdict == .plausible && $0.line.hasSuffix("plausible only") })
  }

  @Test("says of a missing event why it is not counted, once, and fails nothing")
  func missing() throws {
    let validation = try validation("skylake-x") {
      $0.refused = ["FP_ARITH_INST_RETIRED:SCALAR_SINGLE": .conflict(watchdogCounts: true)]
    }
    #expect(validation.failures.isEmpty)
    let lines = validation.findings.filter { $0.metric == "papi_flops" }.map(\.line)
    let cause = CounterUnavailability.conflict(watchdogCounts: true)
    #expect(lines == ["flops: papi_flops: not counted here: \(cause)"])
  }

  @Test("refuses extrapolated counts, however right they look")
  func multiplexed() throws {
    let validation = try validation { $0.runningFraction = 0.5 }
    let judged = validation.findings.filter { $0.loop != nil }
    #expect(!judged.isEmpty && judged.allSatisfy(\.isFailure))
    #expect(
      validation.failures.first?.line.hasSuffix("REFUSED: multiplexed: an extrapolation, no count")
        == true)
  }
}

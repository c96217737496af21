import BenchCounters
import BenchModel
import Glibc
import Testing

/// In processes of their own, since what is taken away cannot be given back and PAPI keeps its state.
@Suite("A process that may not open counters", .serialized)
struct RefusedCounterTests {
  @Test("because of a sandbox says so and runs on")
  func sandbox() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      refusePerfEventOpen(with: EPERM)
      try expectNothingCounted { $0 == .denied(paranoid: PerfSupport().paranoid) }
    }
    expectSilence(result)
  }

  @Test("because the kernel has no such call says so and runs on")
  func oldKernel() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      refusePerfEventOpen(with: ENOSYS)
      try expectNothingCounted { $0 == .kernelWithoutPerf }
    }
    expectSilence(result)
  }

  @Test("because its descriptors are used up before PAPI begins says so and runs on")
  func descriptorsBefore() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      let groups = try softwareGroups()
      try withoutDescriptors { try expectNothingCounted(groups) { $0 == .descriptorLimit(3) } }
    }
    expectSilence(result)
  }

  @Test("because its descriptors are used up later says so and runs on")
  func descriptorsAfter() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) {
      let groups = try softwareGroups()
      _ = PAPISource.versionLine
      try withoutDescriptors { try expectNothingCounted(groups) { $0 == .descriptorLimit(3) } }
    }
    expectSilence(result)
  }

  private func expectSilence(_ result: ExitTest.Result?) {
    #expect(result?.standardErrorContent.isEmpty == true)
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    #expect(!output.contains("PAPI"))
  }
}

private func softwareGroups() throws -> [CounterGroup] {
  try CounterGroup.all(below: shippedGroups).selecting(["software", "rusage"])
}

/// PAPI counts nothing for a reason that is `expected`, rusage counts on, and the work still runs.
private func expectNothingCounted(
  _ groups: [CounterGroup]? = nil, _ expected: (CounterUnavailability) -> Bool
) throws {
  let pass = try CounterPass(groups: groups ?? softwareGroups())
  for outcome in pass.outcomes where outcome.source == "papi" {
    guard case .absent(let cause) = outcome.resolution else {
      Issue.record("\(outcome.line)")
      continue
    }
    #expect(expected(cause) || cause == .builtWithout(trait: "PAPI"), "\(outcome.line)")
  }
  var runs = 0
  let metrics = pass.measure(iterations: 1) { _ in runs += 1 }
  #expect(runs == 1)
  for metric in metrics {
    #expect((metric.value == nil) == metric.descriptor.key.hasPrefix("papi_"))
  }
}

/// Runs `body` while no file can be opened; those that are open stay so.
private func withoutDescriptors(_ body: () throws -> Void) throws {
  let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  var saved = rlimit()
  getrlimit(kind, &saved)
  var none = rlimit(rlim_cur: 3, rlim_max: saved.rlim_max)
  setrlimit(kind, &none)
  defer { setrlimit(kind, &saved) }
  try body()
}

/// Makes perf_event_open fail in this process, as a container's seccomp profile does.
private func refusePerfEventOpen(with code: Int32) {
  /// One instruction of a classic BPF program: code, two jumps, operand (linux/filter.h).
  struct Instruction {
    var code: UInt16
    var jumpTrue: UInt8 = 0
    var jumpFalse: UInt8 = 0
    var operand: UInt32
  }
  struct Program {
    var count: UInt16
    var instructions: UnsafePointer<Instruction>
  }
  // prctl is variadic in C, which Swift does not import; on Linux ABIs the call is the same.
  typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
  guard let symbol = dlsym(nil, "prctl") else {
    Issue.record("no prctl")
    return
  }
  let prctl = unsafeBitCast(symbol, to: Control.self)
  #if arch(x86_64)
    let perfEventOpen: UInt32 = 298
  #else
    let perfEventOpen: UInt32 = 241
  #endif
  let (setNoNewPrivileges, setSeccomp, filterMode) = (Int32(38), Int32(22), UInt(2))
  let filter = [
    Instruction(code: 0x20, operand: 0),  // load the number of the system call
    Instruction(code: 0x15, jumpFalse: 1, operand: perfEventOpen),  // unless it is this one, skip
    Instruction(code: 0x06, operand: 0x0005_0000 | UInt32(code)),  // fail with the errno
    Instruction(code: 0x06, operand: 0x7fff_0000),  // allow
  ]
  filter.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    withUnsafePointer(to: Program(count: UInt16(buffer.count), instructions: base)) { program in
      #expect(prctl(setNoNewPrivileges, 1, 0, 0, 0) == 0)
      #expect(prctl(setSeccomp, filterMode, UInt(bitPattern: program), 0, 0) == 0)
    }
  }
}

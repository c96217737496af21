import BenchCounters
import BenchModel
import Foundation
import Glibc
import Testing

/// libpfm's tables, without its headers: the library is there wherever PAPI is.
///
/// `LIBPFM_ENCODE_INACTIVE` makes it encode events of CPUs that are not this one. It is read once, and it
/// would change what PAPI sees, so that this lives in processes of its own.
private struct EventEncoder {
  private typealias Initialise = @convention(c) () -> Int32
  private typealias Message = @convention(c) (Int32) -> UnsafePointer<CChar>?
  private typealias Encode =
    @convention(c) (
      UnsafePointer<CChar>, Int32, Int32, UnsafeMutableRawPointer
    ) -> Int32

  private let encode: Encode
  private let message: Message

  static var isAvailable: Bool { dlopen("libpfm.so.4", RTLD_NOW) != nil }

  init?() {
    setenv("LIBPFM_ENCODE_INACTIVE", "1", 1)
    guard let library = dlopen("libpfm.so.4", RTLD_NOW),
      let initialise = dlsym(library, "pfm_initialize"),
      let encode = dlsym(library, "pfm_get_os_event_encoding"),
      let message = dlsym(library, "pfm_strerror"),
      unsafeBitCast(initialise, to: Initialise.self)() == 0
    else { return nil }
    self.encode = unsafeBitCast(encode, to: Encode.self)
    self.message = unsafeBitCast(message, to: Message.self)
  }

  /// The event's configuration as the kernel takes it, or libpfm's words for why there is none.
  func code(of event: String) -> (config: UInt64?, problem: String) {
    // struct perf_event_attr, with room for later versions: config is 8 bytes in.
    let attributes = UnsafeMutableRawPointer.allocate(byteCount: 512, alignment: 8)
    // pfm_perf_encode_arg_t: attr, fstr, size, idx, cpu, flags.
    let request = UnsafeMutableRawPointer.allocate(byteCount: 40, alignment: 8)
    defer {
      attributes.deallocate()
      request.deallocate()
    }
    attributes.initializeMemory(as: UInt8.self, repeating: 0, count: 512)
    request.initializeMemory(as: UInt8.self, repeating: 0, count: 40)
    request.storeBytes(of: attributes, as: UnsafeMutableRawPointer.self)
    request.storeBytes(of: 40, toByteOffset: 16, as: Int.self)
    // PFM_PLM3: user mode; PFM_OS_PERF_EVENT_EXT: with the kernel's modifiers, as PAPI asks.
    let (userMode, perfEventWithModifiers) = (Int32(8), Int32(2))
    let result = encode(event, userMode, perfEventWithModifiers, request)
    guard result == 0 else {
      return (nil, message(result).map { String(cString: $0) } ?? "code \(result)")
    }
    return (attributes.load(fromByteOffset: 8, as: UInt64.self), "")
  }
}

@Suite(
  "The names of events", .serialized,
  .enabled(if: EventEncoder.isAvailable, "libpfm is not installed"))
struct EventNameTests {
  @Test("in every table encode in libpfm, on any machine")
  func everyName() async {
    await #expect(processExitsWith: .success) {
      let encoder = try #require(EventEncoder())
      var names = 0
      for machine in MicroArchitecture.all + [.generic] {
        for group in try CounterGroup.all(below: shippedGroups, for: machine)
        where group.source == "papi" {
          for event in group.metrics.flatMap(\.events) {
            // Names of a CPU's own events are looked up in the table of each of its units.
            let isQualified = event.contains("::")
            #expect(isQualified || !machine.units.isEmpty, "\(machine.id) \(group.name): \(event)")
            for name in isQualified ? [event] : machine.units.map({ "\($0)::\(event)" }) {
              let (config, problem) = encoder.code(of: name)
              #expect(config != nil, "\(machine.id)/\(group.name).yaml: \(name): \(problem)")
              names += 1
            }
          }
        }
      }
      #expect(names > 250)
    }
  }

  @Test("that are wrong do not encode")
  func wrongNames() async {
    await #expect(processExitsWith: .success) {
      let encoder = try #require(EventEncoder())
      for name in [
        "skx::NO_SUCH_EVENT", "icx::FP_ARITH_INST_RETIRED:NO_SUCH_MASK", "perf::NO-SUCH-EVENT",
        "no_such_unit::CYCLES", "perf_raw::rxyz",
      ] {
        #expect(encoder.code(of: name).config == nil, "\(name)")
      }
    }
  }

  @Test(
    "mean the codes of the vendors' manuals, and the raw codes of Zen 5 mean what Zen 4 calls them")
  func codes() async {
    await #expect(processExitsWith: .success) {
      let encoder = try #require(EventEncoder())
      let zen4 = "amd64_fam19h_zen4::"
      for (name, code) in [
        (zen4 + "RETIRED_SSE_AVX_FLOPS:ANY", 0x1f03),
        ("skx::FP_ARITH_INST_RETIRED:512B_PACKED_SINGLE", 0x80c7),
        ("clx::UOPS_RETIRED:RETIRE_SLOTS", 0x02c2),
        ("icx::TOPDOWN:SLOTS_P", 0x01a4), ("spr::TOPDOWN:SLOTS_P", 0x01a4),
        ("spr::INT_MISC:UOP_DROPPING", 0x10ad), ("spr::L2_LINES_IN:ALL", 0x1f25),
        ("perf_raw::r1000001a0", 0x1_0000_01a0),
      ] as [(String, UInt64)] {
        #expect(encoder.code(of: name).config == code, "\(name)")
      }
      // What the name encodes to is another event: event 0, which the kernel takes for a fixed counter.
      #expect(encoder.code(of: "icx::TOPDOWN:BACKEND_BOUND_SLOTS").config != 0x02a4)
      func events(_ id: String) throws -> [String: String] {
        let machine = try #require(MicroArchitecture.all.first { $0.id == id })
        let groups = try CounterGroup.all(below: shippedGroups, for: machine)
        let metrics = groups.filter { ["l1", "l2", "branch", "tlb", "pipeline"].contains($0.name) }
          .flatMap(\.metrics).filter { $0.origin == nil }
        return Dictionary(
          metrics.map { ($0.descriptor.key, $0.events.first ?? "") },
          uniquingKeysWith: { a, _ in a })
      }
      // Zen 5 renumbered no event of these groups; masks for "all" may hold bits Zen 4 does not name.
      let (old, new) = (try events("zen4"), try events("zen5"))
      #expect(old.keys == new.keys && old.count > 12)
      for (key, event) in new where key != "papi_l1d_fills" {
        let expected = encoder.code(of: zen4 + (old[key] ?? "")).config
        #expect(expected != nil && encoder.code(of: event).config == expected, "\(key)")
      }
    }
  }
}

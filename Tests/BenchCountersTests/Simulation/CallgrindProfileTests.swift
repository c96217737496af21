import Testing

@testable import BenchCounters

@Suite("Callgrind's output")
struct CallgrindProfileTests {
  /// As callgrind 3.19 writes it: names and positions compressed, trailing zeros left out.
  static let text = """
    # callgrind format
    version: 1
    creator: callgrind-3.19.0
    cmd:  ./tool --option=1
    part: 1

    desc: I1 cache: 32768 B, 64 B, 8-way associative
    positions: instr
    events: Ir Dr Dw
    summary: 0

    ob=(1) /lib/libm.so
    fl=(1) ???
    fn=(4) sin
    0x1000 5 1
    +4 3

    ob=(2) /bin/tool
    fl=(2) a.c
    fn=(1) work
    0x2000 1
    +16 1 0 1
    cob=(1)
    cfi=(1)
    cfn=(4)
    calls=3 0x1000
    * 8 1
    -8 2 2
    fn=(2) main
    cfn=(1)
    calls=1 0x2000
    0x3000 12 3 1
    * 4 0 4

    totals: 16 3 5
    """

  @Test("totals, functions with their own and inclusive costs, instructions by address")
  func reading() throws {
    let profile = try CallgrindProfile(parsing: Self.text)
    #expect(profile.events == ["Ir", "Dr", "Dw"])
    #expect(profile.total("Ir") == 16 && profile.total("Dw") == 5 && profile.total("Bc") == nil)
    #expect(profile.functions.map(\.symbol) == ["sin", "work", "main"])
    #expect(profile.functions.map(\.object) == ["/lib/libm.so", "/bin/tool", "/bin/tool"])
    #expect(profile.functions.map(\.selfCost) == [[8, 1, 0], [4, 2, 1], [4, 0, 4]])
    #expect(profile.functions.map(\.inclusiveCost) == [[8, 1, 0], [12, 3, 1], [16, 3, 5]])
    #expect(profile.executions(in: "/lib/libm.so") == [0x1000: 5, 0x1004: 3])
    #expect(
      profile.executions(in: "/bin/tool") == [0x2000: 1, 0x2010: 1, 0x2008: 2, 0x3000: 4])
    #expect(profile.executions(in: "/bin/other").isEmpty)
  }

  @Test("a simulated event is the sum of its parts, and missing where one is")
  func events() throws {
    let profile = try CallgrindProfile(parsing: Self.text)
    #expect(profile.total(SimulatedEvent.instructions) == 16)
    #expect(profile.total(SimulatedEvent.loads) == 3)
    #expect(profile.total(SimulatedEvent.branches) == nil)
    let branches = try CallgrindProfile(
      parsing: "events: Bc Bcm Bi Bim\nfn=f\n1 5 2 3 1\ntotals: 5 2 3 1")
    #expect(branches.total(SimulatedEvent.branches) == 8)
    #expect(branches.total(SimulatedEvent.branchMisses) == 3)
  }

  @Test("line numbers beside addresses, uncompressed names, jumps and recursion")
  func otherForms() throws {
    let profile = try CallgrindProfile(
      parsing: """
        positions: instr line
        events: Ir
        ob=/bin/tool
        fl=a.c
        fn=f
        0x10 7 1
        +2 +1 2
        jcnd=1/2 0x10 7
        * *
        fi=b.h
        +2 -3 4
        cfn=f
        calls=2 0x10 7
        * * 3
        totals: 7
        """)
    #expect(profile.executions(in: "/bin/tool") == [0x10: 1, 0x12: 2, 0x14: 4])
    #expect(profile.functions.map(\.inclusiveCost) == [[10]])
  }

  @Test("an empty collection is read, with Windows line ends too")
  func nothing() throws {
    let profile = try CallgrindProfile(parsing: "events: Ir\r\ntotals: 0\r\n")
    #expect(profile.total("Ir") == 0 && profile.functions.isEmpty)
  }

  @Test(
    "damaged text is one line that says where",
    arguments: [
      ("", "names no events"),
      ("events: Ir\nfn=f\n1 5", "ends without totals"),
      ("events: Ir\nfn=f\n1 5\ntotals: 6", "do not add up"),
      ("events: Ir\nfn=f\n1 5 6\ntotals: 5", "line 3: more costs than events"),
      ("events: Ir\nfn=f\n1 x\ntotals: 5", "line 3: 'x' is no cost"),
      ("events: Ir\nfn=f\n1 -4\ntotals: 5", "line 3: '-4' is no cost"),
      ("events: Ir\nfn=f\n-4 1\ntotals: 1", "line 3: position '-4' leads out of range"),
      ("events: Ir\nfn=f\n+q 1\ntotals: 1", "line 3: '+q' is no position"),
      ("events: Ir\n1 5\ntotals: 5", "line 2: a cost before the first function"),
      ("fn=f\n1 5\ntotals: 5", "line 2: a cost before the list of events"),
      ("events: Ir\nfn=(3)\n1 5\ntotals: 5", "line 2: number (3) was given no name before"),
      ("events: Ir\nevents: Dr\ntotals: 5", "line 2: a second list of events"),
      ("events: Ir\npositions:\ntotals: 0", "line 2: no positions"),
      ("events: Ir\nfn=f\ncalls=many 3\n1 1\ntotals: 1", "line 3: calls='many 3'"),
      ("events: Ir\nnonsense\ntotals: 0", "line 2: 'nonsense' is neither"),
      ("events: Ir\nxy=1\ntotals: 0", "line 2: 'xy=' is no key"),
    ])
  func damage(text: String, expected: String) {
    let error = #expect(throws: CallgrindError.self) { try CallgrindProfile(parsing: text) }
    let line = error?.description ?? ""
    #expect(line.contains(expected), "\(line)")
    #expect(line.hasPrefix("callgrind's output is damaged") && !line.contains("\n"))
  }

  @Test("every beginning of a file is read or refused, and never ends the process")
  func truncation() {
    for length in 0..<Self.text.count {
      _ = try? CallgrindProfile(parsing: String(Self.text.prefix(length)))
    }
  }
}

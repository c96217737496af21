import Testing

@testable import BenchRecords

@Suite("Description of the machine")
struct EnvironmentTests {
  private static let cpuinfo = """
    processor\t: 0
    vendor_id\t: AuthenticAMD
    cpu family\t: 25
    model\t\t: 17
    model name\t: AMD EPYC 9R14 96-Core Processor
    stepping\t: 1
    microcode\t: 0xa10113e
    flags\t\t: fpu sse4_2 avx f16c hypervisor avx2 fma bmi2 avx512f avx512_bf16 rdpid

    processor\t: 1
    model name\t: Another

    """

  private static let texts: [String: String] = [
    "/proc/cpuinfo": cpuinfo,
    "/proc/meminfo": "MemTotal:       24684092 kB\nMemFree: 1 kB\n",
    "/sys/devices/system/cpu/online": "0-1,4\n",
    "/sys/devices/system/cpu/smt/active": "0\n",
    "/sys/devices/system/cpu/cpu0/cache/index0/level": "1\n",
    "/sys/devices/system/cpu/cpu0/cache/index0/type": "Data\n",
    "/sys/devices/system/cpu/cpu0/cache/index0/size": "32K\n",
    "/sys/devices/system/cpu/cpu0/cache/index1/level": "3\n",
    "/sys/devices/system/cpu/cpu0/cache/index1/type": "Unified\n",
    "/sys/devices/system/cpu/cpu0/cache/index1/size": "32M\n",
    "/sys/devices/system/cpu/cpu0/cache/index1/shared_cpu_list": "0-1\n",
    "/etc/os-release": "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
    "/proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource": "kvm-clock\n",
    "/proc/self/status": "Name:\tlkbench\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n",
    "/proc/self/cgroup": "1:name=systemd:/\n0::/ci/job\n",
    "/sys/fs/cgroup/ci/cpu.max": "150000 100000\n",
    "/sys/fs/cgroup/ci/job/cpu.max": "max 100000\n",
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance\n",
    "/sys/devices/system/cpu/intel_pstate/no_turbo": "1\n",
    "/proc/sys/kernel/randomize_va_space": "2\n",
    "/sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
    "/proc/loadavg": "0.33 0.18 0.10 1/85 4428\n",
    "/proc/pressure/cpu": "some avg10=1.25 avg60=0.61 avg300=0.99 total=1\nfull avg10=0.00\n",
  ]

  @Test("reads the processor, caches and memory")
  func machine() {
    let machine = MachineDescription(SystemFiles { Self.texts[$0] })
    #expect(machine.vendor == "AuthenticAMD")
    #expect(machine.modelName == "AMD EPYC 9R14 96-Core Processor")
    #expect(machine.family == 25)
    #expect(machine.model == 17)
    #expect(machine.microcode == "0xa10113e")
    #expect(
      machine.flags == [
        "avx", "avx2", "avx512_bf16", "avx512f", "bmi2", "f16c", "fma", "sse4_2",
      ])
    #expect(machine.isVirtual == true)
    #expect(machine.processorsOnline == 3)
    #expect(machine.isSMTActive == false)
    #expect(machine.memoryBytes == 24_684_092 * 1024)
    #expect(
      machine.caches == [
        CacheDescription(level: 1, kind: "Data", bytes: 32 << 10),
        CacheDescription(level: 3, kind: "Unified", bytes: 32 << 20, sharedBy: "0-1"),
      ])
    #expect(machine.shortName == "epyc-9r14-family25-model17-3c")
  }

  @Test("reads the state of the operating system")
  func system() {
    let system = SystemDescription(SystemFiles { Self.texts[$0] })
    #expect(system.distribution == "Debian GNU/Linux 12 (bookworm)")
    #expect(system.kernelRelease == "6.1.0-18-amd64")
    #expect(system.clockSource == "kvm-clock")
    #expect(system.processorsAllowed == 2)
    #expect(system.cgroupProcessorLimit == 1.5)
    #expect(system.governor == "performance")
    #expect(system.isBoostEnabled == false)
    #expect(system.addressRandomization == 2)
    #expect(system.transparentHugePages == "madvise")
    #expect(system.loadAverages == [0.33, 0.18, 0.10])
    #expect(system.processorPressure10s == 1.25)
  }

  @Test("reads the limit of the first version of control groups")
  func legacyControlGroup() {
    let texts = [
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "50000\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    ]
    #expect(SystemDescription.cgroupLimit(SystemFiles { texts[$0] }) == 0.5)
  }

  @Test("leaves everything out where no file can be read, and where files hold nonsense")
  func missingFiles() {
    #expect(MachineDescription(SystemFiles { _ in nil }) == MachineDescription())
    #expect(SystemDescription(SystemFiles { _ in nil }) == SystemDescription())
    #expect(MachineDescription().shortName == "cpu")
    let nonsense = SystemFiles { $0.contains("/cache/index1") ? nil : "][:- ,,9-1\n" }
    #expect(MachineDescription(nonsense).processorsOnline == nil)
    #expect(SystemDescription(nonsense).loadAverages == nil)
  }

  @Test(
    "makes short names without noise",
    arguments: [
      ("AMD EPYC", "epyc"), ("AMD EPYC 7763 64-Core Processor", "epyc-7763"),
      ("Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz", "xeon-platinum-8370c"),
      ("AMD Ryzen 9 7950X 16-Core Processor", "ryzen-9-7950x"),
      ("Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz", "i7-9750h"),
    ])
  func shortNames(modelName: String, expected: String) {
    var machine = MachineDescription()
    machine.modelName = modelName
    #expect(machine.shortName == expected)
  }

  @Test("tells machines apart by hardware, not by microcode or memory")
  func fingerprint() {
    let machine = MachineDescription(SystemFiles { Self.texts[$0] })
    var updated = machine
    updated.microcode = "0xffffff"
    updated.memoryBytes = 1
    #expect(updated.fingerprint == machine.fingerprint)
    var other = machine
    other.flags = ["avx2"]
    #expect(other.fingerprint != machine.fingerprint)
    #expect(machine.fingerprint.count == 16)
  }

  @Test("hashes like the published FNV-1a vectors")
  func hash() {
    #expect(fnv1a("") == 0xcbf2_9ce4_8422_2325)
    #expect(fnv1a("a") == 0xaf63_dc4c_8601_ec8c)
    #expect(fnv1a("foobar") == 0x8594_4171_f739_67e8)
  }

  @Test("reads back the environment it wrote, with sorted keys in snake case")
  func roundTrip() throws {
    var environment = Fixture.environment(cases: ["a", "b"])
    environment.machine = MachineDescription(SystemFiles { Self.texts[$0] })
    environment.system = SystemDescription(SystemFiles { Self.texts[$0] })
    environment.details["git_commit"] = "0123abc \"dirty\"\n"
    let resumed = environment.resumed(by: Fixture.environment(runID: "later"))
    try withTemporaryFolder { path in
      try resumed.write(folder: path)
      #expect(try RunEnvironment.read(folder: path) == resumed)
    }
    #expect(resumed.parts?.map(\.cases) == [nil, nil])
    #expect(environment.json.contains("\"selection_digest\" : \"d1\""))
    #expect(!environment.json.contains("ID\""))
  }

  @Test(
    "says what is wrong with an environment",
    arguments: [
      ("{", "is damaged: it is not JSON"), ("{\"schema\": 9}", "has schema 9"),
      ("{\"schema\": 1}", "is damaged: it has no 'run_id'"),
    ])
  func damaged(text: String, message: String) throws {
    try withTemporaryFolder { path in
      try write(text.utf8, to: path + "/environment.json")
      let error = #expect(throws: RecordError.self) { try RunEnvironment.read(folder: path) }
      #expect(error?.description.contains(message) == true)
    }
  }

  @Test("describes the machine of this test without failing")
  func live() {
    let machine = MachineDescription(.live)
    #expect(machine == MachineDescription(.live))
    #expect(!machine.shortName.isEmpty)
  }

  @Test(
    "quotes commands for a shell",
    arguments: [
      (["lkbench", "run", "--kernel", "7:101:2"], "lkbench run --kernel 7:101:2"),
      (["a b", "", "it's"], "'a b' '' 'it'\\''s'"),
    ])
  func commands(words: [String], expected: String) {
    #expect(ShellText.line(words) == expected)
  }
}

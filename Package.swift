// swift-tools-version: 6.3
import PackageDescription

/// Settings of every Swift target.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .treatAllWarnings(as: .error),
]

/// Settings of the numeric targets: optimised in debug builds too, since SIMD generics and the
/// Double oracle are hundreds of times slower without specialisation and the debug test run would
/// not end.
let numeric: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// Shows tests the inside of a module in an optimised build too, with `LKB_TESTABLE=1`.
///
/// Never for kernels and the model: a module that exports all its names is optimised differently, and
/// tests must run the machine code that is measured. `scripts/check-same-code.sh` holds us to it.
let testable: [SwiftSetting] =
  Context.environment["LKB_TESTABLE"] == "1"
  ? [.unsafeFlags(["-enable-testing"], .when(configuration: .release))] : []

/// Whether the tests also get the 16-lane kernels compiled for AVX2 (`LKB_EMULATED=1`).
///
/// They run on machines without AVX-512 in its place, so that its sources are tested everywhere. The tool is
/// the same with and without them.
let isEmulated = Context.environment["LKB_EMULATED"] == "1"

/// One build of the kernel sources for one instruction set.
///
/// The target folders are symbolic links to `Sources/ConvKernels`. Each build sees exactly one of the
/// conditions `LKB_PORTABLE`, `LKB_AVX2`, `LKB_AVX512`, from which it takes its lane count and tiles.
func kernels(_ name: String, conditions: [String], march: String) -> Target {
  .target(
    name: "ConvKernels\(name)",
    dependencies: ["ConvModel", "CShims"],
    // No stack protector: inline arrays would put a canary into every micro-kernel.
    swiftSettings: numeric + conditions.map { .define($0) } + [
      .unsafeFlags(["-Xcc", "-march=\(march)", "-Xfrontend", "-disable-stack-protector"])
    ]
  )
}

/// The 16-lane kernels in 8-lane vectors.
let emulatedKernels =
  isEmulated
  ? [kernels("Emulated", conditions: ["LKB_AVX512", "LKB_EMULATE_AVX512"], march: "x86-64-v3")] : []

let package = Package(
  name: "lkbench",
  products: [
    .executable(name: "lkbench", targets: ["lkbenchMain"]),
    // For the nested package in Benchmarks/, which registers cases with another harness.
    .library(name: "LKBench", targets: ["lkbench"]),
  ],
  traits: [
    .trait(name: "PAPI", description: "Hardware and software counters through PAPI."),
    .trait(name: "OpenBLAS", description: "The im2col + SGEMM baseline through OpenBLAS."),
    .trait(name: "FFTW", description: "The peer fftw; FFTW is GPL, hence off by default."),
    .trait(name: "OneDNN", description: "The peer onednn, off by default."),
    .default(enabledTraits: ["PAPI", "OpenBLAS"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    // MARK: C
    .target(name: "CShims"),
    .systemLibrary(name: "CPAPI", providers: [.apt(["libpapi-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),

    // MARK: Convolutions (know no benchmark)
    .target(name: "ConvModel", dependencies: ["CShims"], swiftSettings: numeric),
    .target(name: "ConvReference", dependencies: ["ConvModel"], swiftSettings: numeric),
    kernels("Portable", conditions: ["LKB_PORTABLE"], march: "x86-64"),
    kernels("AVX2", conditions: ["LKB_AVX2"], march: "x86-64-v3"),
    kernels("AVX512", conditions: ["LKB_AVX512"], march: "x86-64-v4"),
    .target(
      name: "ConvPlanning",
      dependencies: [
        "ConvModel", "ConvKernelsPortable", "ConvKernelsAVX2", "ConvKernelsAVX512", "CShims",
        .target(name: "COpenBLAS", condition: .when(traits: ["OpenBLAS"])),
        .target(name: "CFFTW", condition: .when(traits: ["FFTW"])),
        .target(name: "COneDNN", condition: .when(traits: ["OneDNN"])),
      ],
      swiftSettings: numeric + testable),
    .target(
      name: "ConvNetworks",
      dependencies: [
        "ConvModel", "ConvPlanning",
        .target(name: "COpenBLAS", condition: .when(traits: ["OpenBLAS"])),
      ],
      swiftSettings: numeric + testable),

    // MARK: Benchmarking (knows no convolution)
    .target(name: "BenchModel", swiftSettings: strict),
    .target(
      name: "BenchCounters",
      dependencies: [
        "BenchModel", "CShims", "Yams",
        .target(name: "CPAPI", condition: .when(traits: ["PAPI"])),
      ],
      swiftSettings: strict + testable),
    .target(
      name: "BenchHarness", dependencies: ["BenchModel", "BenchCounters", "CShims"],
      swiftSettings: strict),
    .target(
      name: "BenchRecords", dependencies: ["BenchModel", "CShims", "SwiftCSV"],
      swiftSettings: strict + testable),
    .target(
      name: "BenchReports", dependencies: ["BenchModel", "BenchRecords"],
      swiftSettings: strict + testable),

    // MARK: Tool (the only place that sees both columns)
    .executableTarget(name: "lkbenchMain", dependencies: ["lkbench"], swiftSettings: strict),
    .target(
      name: "lkbench",
      dependencies: [
        "ConvModel", "ConvReference", "ConvPlanning", "ConvNetworks", "BenchModel", "BenchCounters",
        "BenchHarness", "BenchRecords", "BenchReports", "CShims", "Yams",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict + testable),

    // MARK: Tests
    .target(name: "CTestSupport", path: "Tests/CTestSupport"),
    .target(
      name: "TestSupport",
      dependencies: ["ConvModel", "BenchModel", "BenchCounters", "CShims", "CTestSupport"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    // The kernel builds as tests run them.
    .target(
      name: "KernelBuilds",
      dependencies: [
        "ConvModel", "ConvPlanning", "ConvKernelsPortable", "ConvKernelsAVX2", "ConvKernelsAVX512",
      ] + emulatedKernels.map { .byName(name: $0.name) },
      path: "Tests/KernelBuilds",
      swiftSettings: strict + (isEmulated ? [.define("LKB_EMULATED")] : [])),
    .testTarget(
      name: "ConvModelTests", dependencies: ["ConvModel", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ConvReferenceTests", dependencies: ["ConvReference", "ConvModel", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ConvPlanningTests",
      dependencies: [
        "ConvPlanning", "ConvReference", "ConvModel", "ConvKernelsPortable", "CShims",
        "KernelBuilds", "TestSupport",
        .target(name: "COneDNN", condition: .when(traits: ["OneDNN"])),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ConvNetworksTests",
      dependencies: [
        "ConvNetworks", "ConvPlanning", "ConvReference", "ConvModel", "KernelBuilds",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "BenchModelTests", dependencies: ["BenchModel", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "BenchCountersTests", dependencies: ["BenchCounters", "BenchModel", "TestSupport"],
      exclude: ["Recorded"],
      swiftSettings: strict),
    .testTarget(
      name: "BenchHarnessTests",
      dependencies: ["BenchHarness", "BenchCounters", "BenchModel", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "BenchRecordsTests", dependencies: ["BenchRecords", "BenchModel", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "BenchReportsTests",
      dependencies: ["BenchReports", "BenchRecords", "BenchModel", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "lkbenchTests",
      dependencies: ["lkbench", "ConvModel", "BenchCounters", "BenchRecords", "TestSupport"],
      exclude: ["Snapshots"], swiftSettings: strict),
  ] + emulatedKernels,
  swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.3
import PackageDescription

/// A package of its own, so that whoever builds lkbench neither fetches nor builds the plugin.
let package = Package(
  name: "lkbench-plugin",
  dependencies: [
    // Named, since a path's own name is that of the folder, which is the cloner's choice. Without
    // traits: the cases need neither PAPI nor OpenBLAS.
    .package(name: "lkbench", path: "..", traits: []),
    // Without traits: they replace the allocator and reference counting by functions that count.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    // The plugin finds targets whose folder stands in one called Benchmarks.
    .executableTarget(
      name: "SuiteCI",
      dependencies: [
        .product(name: "LKBench", package: "lkbench"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "SuiteCI",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .treatAllWarnings(as: .error),
      ],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)

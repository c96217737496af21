import ArgumentParser

/// The command-line tool.
@main
struct LKBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lkbench",
    abstract: "Benchmarks large-kernel depthwise convolutions on CPUs.")
}

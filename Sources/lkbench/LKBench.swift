import ArgumentParser
import ConvPlanning
import Foundation

/// What the executable runs.
package enum CommandLineTool {
  /// Runs the command that this process's arguments name; ends the process where it fails.
  package static func main() { LKBench.main() }
}

/// The command-line tool: parses, runs one command, and turns every error into one line and a status.
struct LKBench: ParsableCommand {
  static let version = "0.1.0"

  /// One line per command.
  static let subcommands: [any ParsableCommand.Type] = [
    ListCommand.self,
    VerifyCommand.self,
    RunCommand.self,
    ProfileCommand.self,
    ModelsCommand.self,
    NetworkCommand.self,
    MergeCommand.self,
    TrainCommand.self,
    ErfCommand.self,
    CompareCommand.self,
    GateCommand.self,
    DoctorCommand.self,
    RooflineCommand.self,
    ChartCommand.self,
    ReportCommand.self,
    ExportCommand.self,
    HistoryCommand.self,
    BaselineCommand.self,
  ]

  /// What the tool calls itself with; in no help, and without environment variables.
  static let internalCommands: [any ParsableCommand.Type] = [SimulateCaseCommand.self]

  static let configuration = CommandConfiguration(
    commandName: "lkbench",
    abstract: "Benchmarks and profiles large-kernel depthwise convolutions on CPUs.",
    usage: "lkbench <command> [options]",
    discussion: """
      A problem is a variant (what is computed) at a shape and a kernel size. A form says how far \
      its graph is rewritten, an algorithm how it is computed. Select problems by a suite, by axes, \
      or by a suite narrowed by axes:

        lkbench list suites
        lkbench verify --suite smoke
        lkbench verify --suite slak-t --variant sparse --form cross
        lkbench verify --variant dense --kernel 7:31:8 --shape 96x28x28

      Every option has an environment variable: --kernel is LKB_KERNEL. A flag beats its variable, \
      which beats the default. LKB_HOME names the repository when the tool runs outside of it. \
      LKB_ISA_LIMIT=portable, avx2 or avx512 hides what the CPU has beyond that from our kernels \
      (libraries choose for themselves). NO_COLOR switches colours off.

      Exit codes:
        0    fine
        1    a kernel failed verification, or an internal error
        3    confirmed regression
        4    inconclusive, when asked to fail on that
        5    baseline missing or not comparable
        6    required counters unavailable
        64   wrong usage
        74   a file could not be read or written
        130  interrupted
      """,
    version: version,
    subcommands: subcommands + [GateWorkerCommand.self])

  static func main() {
    do {
      _ = try MachineLimit.ofEnvironment()
      if let own = internalCommands.first(where: {
        $0.configuration.commandName == CommandLine.arguments.dropFirst().first
      }) {
        var command = try own.parse(Array(CommandLine.arguments.dropFirst(2)))
        return try command.run()
      }
      let environment = ProcessInfo.processInfo.environment
      let mirror = EnvironmentMirror(tree: try CommandTree.of(Self.self), environment: environment)
      let words = try ResumedCommand.expand(Array(CommandLine.arguments.dropFirst()))
      var command = try parseAsRoot(mirror.arguments(words))
      try command.run()
    } catch {
      end(with: error)
    }
  }

  /// Prints `error` as its kind asks for, and ends the process.
  static func end(with error: any Error) -> Never {
    let own = error as? any ExitCoded
    if own == nil, exitCode(for: error) != .failure || error is ExitCode { exit(withError: error) }
    // Results printed so far must not come after the complaint.
    fflush(nil)
    let line = own?.description ?? message(for: error)
    FileHandle.standardError.write(Data("lkbench: \(line)\n".utf8))
    Foundation.exit((own?.exitStatus ?? .failed).rawValue)
  }
}

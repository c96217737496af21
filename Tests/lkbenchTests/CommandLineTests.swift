import ArgumentParser
import BenchRecords
import Testing

@testable import lkbench

@Suite("Command line")
struct CommandLineTests {
  private func mirrored(
    _ words: [String], _ environment: [String: String]
  ) throws -> [String] {
    try EnvironmentMirror(tree: CommandTree.of(LKBench.self), environment: environment)
      .arguments(words)
  }

  @Test("a variable stands in for an option that is not given")
  func mirror() throws {
    let words = try mirrored(
      ["verify", "--shape", "8x9x9"],
      ["LKB_KERNEL": "7", "LKB_CONVOLVED_CHANNELS": "3/8", "LKB_QUIET": "1", "HOME": "/"])
    #expect(
      words == [
        "verify", "--kernel=7", "--convolved-channels=3/8", "--quiet", "--shape", "8x9x9",
      ])
  }

  @Test("a flag beats its variable, in both spellings")
  func precedence() throws {
    #expect(try mirrored(["verify", "--kernel", "9"], ["LKB_KERNEL": "7"]).count == 3)
    #expect(try mirrored(["verify", "--kernel=9"], ["LKB_KERNEL": "7"]).count == 2)
    #expect(try mirrored(["verify", "--quiet"], ["LKB_QUIET": "1"]) == ["verify", "--quiet"])
  }

  @Test("a variable beats the default, and the result parses")
  func parsed() throws {
    let words = try mirrored(["verify"], ["LKB_KERNEL": "7", "LKB_COLOR": "never"])
    let command = try #require(try LKBench.parseAsRoot(words) as? VerifyCommand)
    #expect(command.selection.kernel == ["7"])
    #expect(command.terminalOptions.color == .never)
  }

  @Test("empty variables, help and other commands' options are left alone")
  func untouched() throws {
    #expect(try mirrored(["verify"], ["LKB_KERNEL": ""]) == ["verify"])
    #expect(try mirrored(["verify", "--help"], ["LKB_KERNEL": "7"]) == ["verify", "--help"])
    #expect(try mirrored(["doctor"], ["LKB_KERNEL": "7"]) == ["doctor"])
    #expect(try mirrored([], ["LKB_KERNEL": "7"]) == [])
  }

  @Test("a flag's variable is yes or no")
  func flags() throws {
    #expect(try mirrored(["verify"], ["LKB_QUIET": "0"]) == ["verify"])
    let error = #expect(throws: EnvironmentError.self) {
      try mirrored(["verify"], ["LKB_QUIET": "maybe"])
    }
    #expect(error?.description == "LKB_QUIET is 'maybe': expected 1 or 0")
  }

  @Test("the help of every command names each of its options and says something about it")
  func help() throws {
    let tree = try CommandTree.of(LKBench.self)
    let groups = LKBench.subcommands.map { command in
      let parts = command.configuration.subcommands
      return (command, parts.isEmpty ? [command] : parts)
    }
    for (group, commands) in groups {
      let parent = try #require(group.configuration.commandName)
      let family = try #require(tree.subcommands?.first { $0.commandName == parent })
      for command in commands {
        let name = try #require(command.configuration.commandName)
        let text = LKBench.helpMessage(for: command, columns: 100)
        let declared =
          name == parent
          ? family : try #require(family.subcommands?.first { $0.commandName == name })
        #expect(!declared.settings.isEmpty)
        for setting in declared.settings {
          let option = try #require(setting.longName)
          #expect(text.contains("--\(option)"), "\(parent) \(name) --\(option)")
          #expect(
            setting.shouldDisplay && setting.abstract?.isEmpty == false,
            "\(parent) \(name) --\(option)")
        }
      }
    }
  }

  @Test("the help of the tool names every command and every exit code")
  func rootHelp() throws {
    let text = LKBench.helpMessage(columns: 100)
    for command in LKBench.subcommands {
      #expect(text.contains(try #require(command.configuration.commandName)))
    }
    for status in ExitStatus.allCases { #expect(text.contains("\(status.rawValue) ")) }
  }

  @Test("usage errors of the parser end with 64, help with 0")
  func statuses() {
    #expect(throws: (any Error).self) { try LKBench.parseAsRoot(["verify", "--bogus"]) }
    do { _ = try LKBench.parseAsRoot(["verify", "--bogus"]) } catch {
      #expect(LKBench.exitCode(for: error).rawValue == ExitStatus.usage.rawValue)
    }
    #expect(ExitCode.validationFailure.rawValue == ExitStatus.usage.rawValue)
  }

  @Test("a limit hides instruction sets from the whole tool, and is recorded")
  func limit() throws {
    let tool = try ToolFixture()
    let variables = ["LKB_ISA_LIMIT": "portable"]
    let words = ["run", "--variant", "dense", "--kernel", "7", "--shape", "8x9x9"]
    let quick = ["--repetitions", "1", "--min-time", "1us", "--pin", "off", "--output", "r"]
    let result = try tool.call(words + quick, variables: variables)
    #expect(result.status == 0, "\(result.errors)")
    let environment = try RunEnvironment.read(folder: tool.path("r"))
    #expect(environment.details["instruction_sets"] == "portable")
    #expect(
      environment.details["environment_variables"]?.contains("LKB_ISA_LIMIT=portable") == true)
    let refused = try tool.call(
      words + ["--isa", "avx2", "--output", "s"], variables: variables)
    #expect(refused.status == 64)
    #expect(refused.errors == "lkbench: this CPU has no avx2\n")
    let doctor = try tool.call(["doctor"], variables: variables)
    #expect(doctor.output.contains("portable: available"))
    #expect(!doctor.output.contains("avx2: available"))
  }

  @Test("a limit that is no instruction set ends every command with one line and 64")
  func badLimit() throws {
    let tool = try ToolFixture()
    let commands = LKBench.subcommands + LKBench.internalCommands + [GateWorkerCommand.self]
    for words in commands.map({ [$0._commandName] }) + [[], ["--help"], ["no-such"]] {
      let result = try tool.call(words, variables: ["LKB_ISA_LIMIT": "sse9"])
      #expect(result.status == 64 && result.output.isEmpty, "\(words)")
      #expect(
        result.errors
          == "lkbench: LKB_ISA_LIMIT is 'sse9': expected one of portable, avx2, avx512\n",
        "\(words)")
    }
  }
}

import ArgumentParser
import ConvPlanning

/// `lkbench list`: what there is, and why something is unavailable.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what there is, and why something is unavailable here.",
    discussion: """
      variants: what can be computed, with its forms.
      algorithms: how, for every instruction set, and whether this CPU and this build have it. With a \
      selection (--variant dense --kernel 31 --shape 96x56x56): which of them take it, which one would be \
      chosen, and why the others are not.
      suites: named selections, with the number of problems and cases.
      networks: what models and network know by name, stage by stage.
      counters: what can be counted here, each tried for real, or why not and what would help.
      groups: counters that are counted together.
      """)

  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case variants, algorithms, suites, networks, counters, groups
  }

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Argument(help: "What to list: variants, algorithms, suites, networks, counters or groups.")
  var subject: Subject

  @OptionGroup(title: "Selection, for algorithms only")
  var selection: SelectionOptions

  @Option(help: "Aligned text, or JSON: text or json.")
  var format = Format.text

  func run() throws {
    let listing = try listing(.current)
    print(format == .text ? listing.text : try listing.json())
  }

  private func listing(_ context: SelectionContext) throws -> Listing {
    switch subject {
    case .variants: .variants
    case .algorithms where selection.isGiven: try .candidates(selection.resolve(context))
    case .algorithms: .algorithms(context.machine)
    case .suites: try .suites(context)
    case .networks: try .networks(NetworkFolder(context.folder))
    case .counters: try .counters(CounterGroupFolder.groups(context.folder))
    case .groups: .counterGroups(try CounterGroupFolder.groups(context.folder))
    }
  }
}

import ArgumentParser
import Foundation

/// When text is coloured.
enum ColorMode: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never
}

/// Options of every command that prints for people.
struct TerminalOptions: ParsableArguments {
  @Option(help: "Colours: auto, always or never; auto also heeds NO_COLOR.")
  var color = ColorMode.auto
}

/// Where output goes, and what it may look like there.
struct Terminal: Sendable {
  /// Whether results are coloured.
  let usesColor: Bool
  /// Whether somebody is watching standard error, so that progress may be drawn.
  let isInteractive: Bool

  enum Style: String {
    case good = "\u{1B}[32m"
    case bad = "\u{1B}[1;31m"
    case dim = "\u{1B}[2m"
  }

  private static let plain = "\u{1B}[0m"

  /// `NO_COLOR` counts unless it is empty, and is beaten by an explicit `always` (no-color.org).
  init(
    color: ColorMode = .auto, environment: [String: String] = ProcessInfo.processInfo.environment,
    outputIsTerminal: Bool = isatty(STDOUT_FILENO) == 1,
    errorIsTerminal: Bool = isatty(STDERR_FILENO) == 1
  ) {
    let isDumb = environment["TERM"] == "dumb"
    let noColor = environment["NO_COLOR"]?.isEmpty == false
    usesColor =
      switch color {
      case .always: true
      case .never: false
      case .auto: outputIsTerminal && !noColor && !isDumb
      }
    isInteractive = errorIsTerminal && !isDumb
  }

  init(_ options: TerminalOptions) { self.init(color: options.color) }

  /// `text` in a style, or as it is.
  func styled(_ text: String, _ style: Style) -> String {
    usesColor ? style.rawValue + text + Self.plain : text
  }

  /// Writes one line of results, at once even into a pipe, so that a killed run has said what it knew.
  func print(_ line: String) {
    Swift.print(line)
    fflush(nil)
  }

  /// Writes one line of warnings or hints to standard error.
  func note(_ line: String) { FileHandle.standardError.write(Data("lkbench: \(line)\n".utf8)) }
}

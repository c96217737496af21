/// How this executable was built, as far as the compiler tells.
enum BuildDescription {
  /// `debug` or `release`.
  static var configuration: String { isDebug ? "debug" : "release" }

  static var isDebug: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }

  /// The compiler's version, as closely as conditional compilation can ask for it.
  static var swiftVersion: String {
    #if compiler(>=6.5)
      "6.5 or later"
    #elseif compiler(>=6.4)
      "6.4"
    #elseif compiler(>=6.3.2)
      "6.3.2 or a later 6.3"
    #elseif compiler(>=6.3.1)
      "6.3.1"
    #else
      "6.3"
    #endif
  }
}

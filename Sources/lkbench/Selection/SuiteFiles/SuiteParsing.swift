import ConvModel
import ConvPlanning
import Foundation

extension Suite {
  /// Reads a suite file.
  init(path: String) throws(SuiteError) {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw .unreadable(
        file: path, reason: isThere ? "it is no UTF-8 text file" : "there is no such file")
    }
    try self.init(yaml: text, file: path)
  }

  /// Reads the text of a suite; `file` only names it in complaints.
  init(yaml: String, file: String) throws(SuiteError) {
    let root = try SuiteField.root(of: yaml, file: file)
    let fields = try root.fields(
      of: "a suite", known: ["name", "summary", "versus", "defaults", "groups"])
    func required(_ name: String) throws(SuiteError) -> SuiteField {
      guard let field = fields[name] else { throw root.error("the suite has no '\(name)'") }
      return field
    }
    let nameField = try required("name")
    name = try nameField.text("name")
    guard name.utf8.allSatisfy({ Self.isNameByte($0) }), name != Selection.unnamedSuite else {
      throw nameField.error(
        "name '\(name)': expected lower-case letters, digits and hyphens, and not "
          + Selection.unnamedSuite)
    }
    summary = try required("summary").text("summary")
    versus =
      try fields["versus"]?.list("versus").map { peer throws(SuiteError) in
        try peer.name("algorithm", among: AlgorithmCatalog.ids)
      }.uniqued() ?? []
    let defaults = try fields["defaults"].map { field throws(SuiteError) in
      try SuiteOptions(
        field.fields(of: "the defaults of a suite", known: SuiteOptions.fieldNames))
    }
    entries = []
    for group in try required("groups").list("groups") {
      entries += try SuiteGroup(group, defaults: defaults ?? SuiteOptions()).entries
    }
  }

  /// Names become parts of folder names.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
  }
}

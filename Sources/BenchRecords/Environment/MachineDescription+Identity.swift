import CShims

extension MachineDescription {
  /// Sixteen hexadecimal digits that are equal for machines whose times can be compared.
  ///
  /// Covers the processor, its flags, the processors online, SMT, the caches and whether it is
  /// virtual. Leaves out the microcode and the memory, which vary among equal cloud machines and
  /// between boots.
  package var fingerprint: String {
    var parts = [vendor, modelName, family.map(String.init), model.map(String.init)]
    parts += [stepping.map(String.init), flags?.joined(separator: " "), isVirtual.map(String.init)]
    parts += [processorsOnline.map(String.init), isSMTActive.map(String.init)]
    parts += (caches ?? []).map { "\($0.level) \($0.kind) \($0.bytes)" }
    let hash = fnv1a(parts.map { $0 ?? "?" }.joined(separator: "\n"))
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// A short name without anything personal in it: `epyc-family25-model1-2c`.
  package var shortName: String {
    var parts = productWords
    if let family { parts.append("family\(family)") }
    if let model { parts.append("model\(model)") }
    if let processorsOnline { parts.append("\(processorsOnline)c") }
    return parts.joined(separator: "-")
  }

  /// Up to three words of the model name that tell products apart.
  private var productWords: [String] {
    let noise: Set<String> = ["amd", "intel", "cpu", "processor", "genuine", "core", "r", "tm"]
    let words = (modelName ?? vendor ?? "").prefix { $0 != "@" }.lowercased()
      .split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      .map(String.init)
    // The number of cores, as in "64-Core", and what follows it say nothing more.
    let cores = words.indices.dropLast()
      .first { words[$0].allSatisfy(\.isNumber) && words[$0 + 1] == "core" }
    let product = words[..<(cores ?? words.count)].filter { !noise.contains($0) }.prefix(3)
    return product.isEmpty ? ["cpu"] : Array(product)
  }
}

/// The 64-bit FNV-1a hash of a text's UTF-8 bytes (Fowler, Noll and Vo).
package func fnv1a(_ text: String) -> UInt64 {
  let bytes = Array(text.utf8)
  return lkb_fnv1a(bytes, bytes.count, lkb_fnv1a_seed())
}

/// The names closest to a mistyped one, best first, by edit distance; at most `limit`.
package func nearestNames(
  to name: String, among names: [String], limit: Int = 3
) -> [String] {
  let ranked = names.map { (distance: editDistance(name.lowercased(), $0.lowercased()), name: $0) }
  return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(limit).map(\.name)
}

/// Levenshtein distance (Wagner–Fischer), prefixes of the longer word counted as near.
private func editDistance(_ left: String, _ right: String) -> Int {
  if right.hasPrefix(left) || left.hasPrefix(right) { return 1 }
  let target = Array(right)
  var row = Array(0...target.count)
  for (i, character) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in target.enumerated() {
      let substituted = diagonal + (character == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
    }
  }
  return row[target.count]
}

/// An event that counts the metric `key`.
struct CountedEvent: Hashable, Sendable {
  let key: String
  let event: CounterEvent
  let isAnchor: Bool
}

/// Divides events into sets that fit on the counters at once.
enum CounterSets {
  /// One set where everything fits, else first fit, with the anchors at the head of every set.
  ///
  /// `fits` tries a list for real. An event that fits with nothing gets a set of its own, without
  /// anchors; anchors that do not fit together are treated like any other event.
  static func divide(
    _ events: [CountedEvent], fits: ([CounterEvent]) -> Bool
  ) -> [[CountedEvent]] {
    func fit(_ set: [CountedEvent]) -> Bool { set.count == 1 || fits(set.map(\.event)) }
    if events.isEmpty { return [] }
    var anchors = events.filter(\.isAnchor)
    var others = events.filter { !$0.isAnchor }
    if fit(anchors + others) { return [anchors + others] }
    if anchors.count > 1, !fit(anchors) {
      others = anchors + others
      anchors = []
    }
    var sets: [[CountedEvent]] = []
    var lone: [[CountedEvent]] = []
    for event in others {
      if let index = sets.firstIndex(where: { fit($0 + [event]) }) {
        sets[index].append(event)
      } else if !anchors.isEmpty, fit(anchors + [event]) {
        sets.append(anchors + [event])
      } else if anchors.isEmpty {
        sets.append([event])
      } else {
        lone.append([event])
      }
    }
    // Anchors are metrics themselves: counted even where nothing fits beside them.
    if sets.isEmpty, !anchors.isEmpty { sets.append(anchors) }
    return sets + lone
  }
}

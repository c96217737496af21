import BenchModel
import BenchRecords
import ConvPlanning

/// How much faster the cases of one group are than their peers, from the samples of the same rounds.
struct PeerRatios {
  let peers: [String]
  /// By case id.
  fileprivate let samples: [String: [Sample]]

  init(peers: [String], sets: [(caseID: String, samples: SampleSet)]) {
    self.peers = peers
    samples = Dictionary(
      sets.map { ($0.caseID, $0.samples.samples) }, uniquingKeysWith: { first, _ in first })
  }

  /// The time of peer `id` over that of `item`; `nil` for a peer's own row and without a pair.
  ///
  /// Every unfinished case has one sample in each round, so that samples of equal position were taken
  /// side by side. What one of the two has more of is left out.
  func ratio(of item: BenchmarkCase, versus id: String) -> PairedRatio? {
    guard !peers.contains(item.algorithm.word),
      let own = samples[item.id], let peer = samples[PeerCases.peer(id, beside: item).id]
    else { return nil }
    let pairs = zip(peer, own)
    return PairedRatio(
      numerators: pairs.map(\.0.nanosecondsPerCall),
      denominators: pairs.map(\.1.nanosecondsPerCall))
  }
}

/// The columns of `train` that relate an operator to its forward pass: time over time, above 1 where the
/// operator is slower, and the bounds of its nominal 95 % interval.
enum ForwardColumns {
  static let ratio = "over_forward"
  static let low = "over_forward_low"
  static let high = "over_forward_high"
  static let all = [ratio, low, high]
}

extension PeerRatios {
  /// The time of `item` over that of its forward pass, paired as with peers; `nil` for a forward pass.
  func overForward(_ item: BenchmarkCase) -> PairedRatio? {
    guard item.operation != .forward, let own = samples[item.id],
      let forward = samples[item.forward.id]
    else { return nil }
    let pairs = zip(own, forward)
    return PairedRatio(
      numerators: pairs.map(\.0.nanosecondsPerCall),
      denominators: pairs.map(\.1.nanosecondsPerCall))
  }
}

extension RunRecord {
  /// Fills the columns of `ForwardColumns`, where the schema has them.
  mutating func setOverForward(_ ratios: PeerRatios, of item: BenchmarkCase) {
    guard schema.position(of: ForwardColumns.ratio) != nil,
      let paired = ratios.overForward(item)
    else { return }
    self[ForwardColumns.ratio] = .real(paired.ratio)
    guard paired.interval.reachesNominalConfidence else { return }
    self[ForwardColumns.low] = .real(paired.interval.bounds.lowerBound)
    self[ForwardColumns.high] = .real(paired.interval.bounds.upperBound)
  }

  /// Fills the ratio columns; bounds only where there are pairs enough for a 95 % interval.
  mutating func set(_ ratios: PeerRatios, of item: BenchmarkCase) {
    for id in ratios.peers {
      guard let paired = ratios.ratio(of: item, versus: id) else { continue }
      let columns = RatioColumns(peer: id)
      self[columns.ratio] = .real(paired.ratio)
      guard paired.interval.reachesNominalConfidence else { continue }
      self[columns.low] = .real(paired.interval.bounds.lowerBound)
      self[columns.high] = .real(paired.interval.bounds.upperBound)
    }
  }
}

import BenchModel
import BenchRecords
import ConvPlanning

/// How much faster the cases of one group are than their peers, from the samples of the same rounds.
struct PeerRatios {
  let peers: [String]
  /// By case id.
  private let samples: [String: [Sample]]

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

extension RunRecord {
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

import BenchHarness
import BenchRecords
import BenchReports
import ConvModel

/// Every measured row of a results folder under the ceilings of its machine, level by level.
struct RooflineTable {
  /// One row with what each level of memory would allow it.
  struct Point {
    let row: RecordTable.Row
    /// Useful operations per compulsory byte.
    let intensity: Double
    /// Useful GFLOP/s.
    let rate: Double
    /// The multiply-add peak of its instruction set and threads, in GFLOP/s.
    let peak: Double
    /// The nearest level that holds its compulsory bytes.
    let level: MemoryLevel
    /// GFLOP/s that the peak and each level's bandwidth allow; absent where one was not measured.
    let roofs: [MemoryLevel: Double]

    /// Whether the roof of its level is the peak, not a bandwidth.
    var isUnderPeak: Bool { roofs[level].map { $0 >= peak } ?? false }
    /// An algorithm that does less work than the definition may exceed 1.
    var roofFraction: Double? { roofs[level].map { rate / $0 } }
  }

  let points: [Point]

  init(_ table: RecordTable, ceilings: CeilingTable) {
    points = table.rows.compactMap { Point($0, ceilings) }
  }

  // MARK: Text

  /// One line per row, aligned or as Markdown.
  var text: TextTable {
    var table = TextTable(
      columns: [
        .init("variant", .left), .init("form", .left), .init("algorithm", .left),
        .init("map", .left), .init("K", .right), .init("isa", .left), .init("threads", .right),
        .init("cache", .left), .init("FLOP/byte", .right), .init("GFLOP/s", .right),
        .init("peak", .right),
      ]
        + MemoryLevel.allCases.map { .init("\($0.rawValue) roof", .right) }
        + [.init("lies in", .left), .init("of roof", .right), .init("roof is", .left)])
    for point in points {
      func word(_ column: CoreColumn) -> TextTable.Entry { .init(point.row.text(column) ?? "") }
      table.append(
        [
          word(.variant), word(.form), word(.algorithm), .init(CaseTable.map(point.row)),
          word(.kernel), word(.isa), word(.threads), word(.cache),
          .init(NumberText.significant(point.intensity)), .init(NumberText.significant(point.rate)),
          .init(NumberText.significant(point.peak)),
        ]
          + MemoryLevel.allCases.map { level in
            .init(point.roofs[level].map(NumberText.significant) ?? "")
          } + [
            .init(point.level.rawValue), .init(point.roofFraction.map(NumberText.percent) ?? ""),
            .init(point.isUnderPeak ? "peak" : "bandwidth"),
          ])
    }
    return table
  }

  /// RFC 4180 with units in the names; empty where not measured.
  var csv: String {
    let identity: [CoreColumn] = [
      .caseID, .variant, .form, .algorithm, .isa, .layout, .threads, .cache, .batch, .channels,
      .height, .width, .kernel,
    ]
    let roofs = MemoryLevel.allCases.map { "\($0.rawValue.lowercased())_roof_gflops" }
    let header =
      identity.map(\.rawValue) + ["arithmetic_intensity", "useful_gflops", "peak_gflops"] + roofs
      + ["memory_level", "roof_fraction"]
    return CSVText.line(header)
      + points.map { point in
        let figures: [Cell] =
          [.real(point.intensity), .real(point.rate), .real(point.peak)]
          + MemoryLevel.allCases.map { .measured(point.roofs[$0]) }
          + [.text(point.level.rawValue), .measured(point.roofFraction)]
        return CSVText.line(identity.map { point.row.text($0) ?? "" } + figures.map(\.plainText))
      }.joined()
  }
}

extension RooflineTable.Point {
  /// `nil` for rows without a rate, and where their instruction set's peak was not measured.
  fileprivate init?(_ row: RecordTable.Row, _ ceilings: CeilingTable) {
    guard let intensity = row.real(.arithmeticIntensity), let rate = row.real(.usefulGFLOPS),
      let bytes = row.integer(.compulsoryBytes), let threads = row.integer(.threads),
      let set = row.text(.isa).flatMap(InstructionSet.init(rawValue:)),
      let policy = row.text(.cache).flatMap(CachePolicy.init(rawValue:)),
      let peak = ceilings.value(CeilingTable.peak(set), .gigaflops, threads: threads)
    else { return nil }
    self.row = row
    self.intensity = intensity
    self.rate = rate
    self.peak = peak
    level = ceilings.level(holding: bytes, threads: threads, policy: policy)
    var roofs: [MemoryLevel: Double] = [:]
    for level in MemoryLevel.allCases {
      roofs[level] = ceilings.value(level.rawValue, .readBandwidth, threads: threads)
        .map { min(peak, intensity * $0) }
    }
    self.roofs = roofs
  }
}

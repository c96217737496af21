import BenchRecords

extension Profile {
  /// One row per algorithm: what has a single figure; RFC 4180, empty where not measured.
  func csv() -> String {
    CSVText.line(Self.fields.map(\.name))
      + algorithms.map { algorithm in
        CSVText.line(Self.fields.map { $0.cell(algorithm).plainText })
      }.joined()
  }

  private struct Field: Sendable {
    let name: String
    let cell: @Sendable (AlgorithmProfile) -> Cell
  }

  /// Columns in the order of the file.
  private static let fields: [Field] = [
    Field(name: "case_id") { .text($0.caseID) },
    Field(name: "form") { .text($0.form) },
    Field(name: "algorithm") { .text($0.algorithm) },
    Field(name: "isa") { .text($0.isa) },
    Field(name: "status") { .text($0.status) },
    Field(name: "reason") { .measured($0.reason) },
    Field(name: "median_ns") { .measured($0.time?.medianNS) },
    Field(name: "ci_low_ns") { .measured($0.time?.lowNS) },
    Field(name: "ci_high_ns") { .measured($0.time?.highNS) },
    Field(name: "cycles") { .measured($0.cycles?.perCall) },
    Field(name: "prepare_ns") { .measured($0.work.prepareNS) },
    Field(name: "workspace_bytes") { .measured($0.work.workspaceBytes) },
    Field(name: "weight_bytes") { .measured($0.work.weightBytes) },
    Field(name: "useful_macs") { .measured($0.work.usefulMacs) },
    Field(name: "executed_flops") { .measured($0.work.executedOperations) },
    Field(name: "useful_gflops") { .measured($0.rates?.usefulGflops) },
    Field(name: "nominal_gflops") { .measured($0.rates?.nominalGflops) },
    Field(name: "executed_gflops") { .measured($0.rates?.executedGflops) },
    Field(name: "useful_of_peak") { .measured($0.rates?.usefulOfPeak) },
    Field(name: "executed_of_peak") { .measured($0.rates?.executedOfPeak) },
    Field(name: "roof_fraction") { .measured($0.rates?.usefulOfRoof) },
    Field(name: "memory_level") { .measured($0.rates?.level) },
    Field(name: "bandwidth_share") { .measured($0.rates?.bandwidthShare) },
    Field(name: "simulated_instructions") { .measured($0.simulated?.instructions) },
    Field(name: "simulated_instructions_per_useful_mac") {
      .measured($0.simulated?.instructionsPerUsefulMac)
    },
    Field(name: "simulated_instructions_per_native_cycle") {
      .measured($0.simulated?.instructionsPerCycle)
    },
    Field(name: "reading") { .text($0.reading.joined(separator: " ")) },
  ]
}

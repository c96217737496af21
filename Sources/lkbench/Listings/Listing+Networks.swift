import ConvModel

extension Listing {
  /// The networks that come with the tool, families one after the other.
  static func networks(_ folder: NetworkFolder) throws -> Listing {
    Listing(
      columns: ["network", "depths", "widths", "kernels", "input", "source"],
      rows: try folder.networks().map { network in
        [
          network.id, joined(network.depths), joined(network.widths),
          // The blocks of a stage take its kernels in turn.
          network.kernels.map { $0.map(String.init).joined(separator: "/") }
            .joined(separator: "-"),
          "\(network.height)x\(network.width)", network.source,
        ]
      })
  }

  private static func joined(_ perStage: [Int]) -> String {
    perStage.map(String.init).joined(separator: "-")
  }
}

import ConvPlanning

/// The libraries that the peers call, or why they are missing.
enum PeerLibraries {
  /// One per peer, in the order of the catalog: a key in snake case, a name for people, and what there is.
  static var all: [(key: String, name: String, state: String)] {
    let peers: [(key: String, name: String, peer: any PeerAlgorithm)] = [
      ("openblas", "OpenBLAS", Im2colGEMM()), ("onednn", "oneDNN", OneDNNConvolution()),
      ("fftw", "FFTW", FFTWConvolution()),
    ]
    return peers.map { ($0.key, $0.name, $0.peer.unavailability ?? $0.peer.library) }
  }
}

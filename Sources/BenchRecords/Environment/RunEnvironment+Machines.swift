extension RunEnvironment {
  /// This environment and those of the parts of a run that was resumed or merged.
  var origins: [RunEnvironment] { [self] + (parts ?? []) }

  /// Where the rows of each part come from, by `run_id`; a resumed run has its own identity first.
  var originsByRun: [String: RunEnvironment] {
    Dictionary(origins.map { ($0.runID, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The fingerprints of all machines that measured something, the first one first.
  package var fingerprints: [String] {
    var seen: Set<String> = []
    return origins.map(\.machineFingerprint).filter { seen.insert($0).inserted }
  }

  /// Names of the machines by `run_id` where the parts come from more than one, else nothing.
  package var machinesByRun: [String: String] {
    guard fingerprints.count > 1 else { return [:] }
    let names = fingerprints.map { print in
      origins.first { $0.machineFingerprint == print }?.machineName ?? ""
    }
    return originsByRun.mapValues { origin in
      let isUnique = names.count { $0 == origin.machineName } == 1
      return origin.machineName + (isUnique ? "" : " (\(origin.machineFingerprint.prefix(4)))")
    }
  }
}

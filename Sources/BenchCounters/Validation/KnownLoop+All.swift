import CShims

extension KnownLoop {
  /// Loops that this machine cannot run, with the reason, one line each.
  package typealias Skipped = [String]

  /// Every loop of machine code that runs here.
  ///
  /// `level` is the x86-64 level of the CPU (`lkb_x86_64_level`), `iterations` and `lines` are the length of
  /// each run.
  package static func all(
    level: Int32 = lkb_x86_64_level(), iterations: Int = 2_000_000, lines: Int = 1 << 19
  ) -> (loops: [KnownLoop], skipped: Skipped) {
    var skipped: Skipped = []
    var loops = [
      chain(iterations), branches(iterations), guesses(iterations), accesses(iterations),
      arithmetic("scalar", lanes: 1, once: 10, iterations, run: lkb_known_flops_scalar),
      arithmetic("128", lanes: 4, once: 12, iterations, run: lkb_known_flops_128),
    ]
    if let walk = LineWalk(lines: lines) {
      loops.append(self.walk(walk))
    } else {
      skipped.append("loop walk: no \(lines * LineWalk.lineBytes >> 20) MiB of memory")
    }
    for (width, lanes, needed, run) in [
      ("256", 8, 3, lkb_known_flops_256), ("512", 16, 4, lkb_known_flops_512),
    ] as [(String, Int, Int32, @Sendable (UInt64) -> Void)] {
      if level >= needed {
        loops.append(arithmetic(width, lanes: 2 * lanes, once: 19, iterations, run: run))
      } else {
        skipped.append("loop flops-\(width): the CPU or the system is below x86-64-v\(needed)")
      }
    }
    return (loops, skipped)
  }

  private static func chain(_ iterations: Int) -> KnownLoop {
    // A product of 64 bits takes 3 cycles on every core with a table of events (uops.info, IMUL R64 R64).
    KnownLoop(
      name: "chain", symbol: "lkb_known_chain", iterations: iterations,
      perIteration: [.instructions: 10, .branches: 1, .conditionalBranches: 1, .takenBranches: 1],
      instructionsOnce: 1, chainCycles: 8 * 3 * iterations, run: lkb_known_chain)
  }

  private static func branches(_ iterations: Int) -> KnownLoop {
    KnownLoop(
      name: "branches", symbol: "lkb_known_branches", iterations: iterations,
      perIteration: [.instructions: 7, .branches: 4, .conditionalBranches: 3, .takenBranches: 2],
      instructionsOnce: 1, run: lkb_known_branches)
  }

  private static func guesses(_ iterations: Int) -> KnownLoop {
    let seed: UInt64 = 1
    let taken = takenGuesses(iterations, seed: seed)
    return KnownLoop(
      name: "guesses", symbol: "lkb_known_guesses", iterations: iterations,
      perIteration: [.instructions: 5, .branches: 2, .conditionalBranches: 2, .takenBranches: 1],
      instructionsOnce: 3,
      varying: [
        .instructions: iterations - taken, .takenBranches: taken,
        // Half of the guesses are wrong, whoever guesses.
        .mispredictions: iterations / 2,
      ],
      run: { lkb_known_guesses($0, seed) })
  }

  /// How often the branch of `lkb_known_guesses` is taken.
  private static func takenGuesses(_ iterations: Int, seed: UInt64) -> Int {
    var state = seed
    var taken = 0
    for _ in 0..<iterations {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      taken += Int(state >> 63)
    }
    return taken
  }

  private static func accesses(_ iterations: Int) -> KnownLoop {
    KnownLoop(
      name: "accesses", symbol: "lkb_known_accesses", iterations: iterations,
      perIteration: [
        .instructions: 18, .branches: 1, .conditionalBranches: 1, .takenBranches: 1, .loads: 12,
        .stores: 4,
      ],
      instructionsOnce: 1,
      run: { iterations in
        withUnsafeTemporaryAllocation(byteCount: 128, alignment: 64) { buffer in
          buffer.initializeMemory(as: UInt8.self, repeating: 0)
          lkb_known_accesses(iterations, buffer.baseAddress)
        }
      })
  }

  /// One round through the lines of `walk`, all of which are fetched from memory.
  private static func walk(_ walk: LineWalk) -> KnownLoop {
    KnownLoop(
      name: "walk", symbol: "lkb_known_walk", iterations: walk.lines,
      perIteration: [
        .instructions: 3, .branches: 1, .conditionalBranches: 1, .takenBranches: 1, .loads: 1,
        .lines: 1,
      ],
      instructionsOnce: 1, prepare: walk.evict, run: { lkb_known_walk($0, walk.first) })
  }

  /// Twelve instructions of `lanes` operations each.
  private static func arithmetic(
    _ width: String, lanes: Int, once: Int, _ iterations: Int,
    run: @escaping @Sendable (UInt64) -> Void
  ) -> KnownLoop {
    KnownLoop(
      name: "flops-\(width)", symbol: "lkb_known_flops_\(width)", iterations: iterations,
      perIteration: [
        .instructions: 14, .branches: 1, .conditionalBranches: 1, .takenBranches: 1,
        .flops: 12 * lanes,
      ],
      instructionsOnce: once, run: run)
  }
}

/// The CPUs of the calling thread, as whoever pins it needs them; tests give one that refuses.
package protocol ThreadAffinity {
  /// Numbers of the CPUs that were allowed when this was made, ascending.
  var allowedCPUs: [Int] { get }

  /// Pins the calling thread to one of them and returns which; `nil` for `off`.
  ///
  /// - Throws: `HarnessError.cpuNotAllowed`, `HarnessError.affinityRefused`.
  func pin(_ pinning: Pinning) throws(HarnessError) -> Int?

  /// Lets the calling thread use all of them again.
  ///
  /// - Throws: `HarnessError.affinityRefused`.
  func restore() throws(HarnessError)
}

extension CPUAffinity: ThreadAffinity {}

/// The calling thread, pinned for a measurement as far as the system lets it be.
///
/// A refusal is kept and not thrown: whoever measures decides whether the figures are of use without
/// the pin, and must say so.
package struct PinnedThread {
  /// Where it runs; `nil` where it may move.
  package let cpu: Int?
  /// Numbers of the CPUs it might use before, ascending; empty where the system does not tell.
  package let allowedCPUs: [Int]
  /// What the system refused: to tell the CPUs, or to pin; `nil` where it did as asked.
  package let refusal: HarnessError?
  private let affinity: (any ThreadAffinity)?

  /// Pins the calling thread.
  package init(
    _ pinning: Pinning,
    affinity make: () throws(HarnessError) -> any ThreadAffinity = Self.system
  ) {
    do throws(HarnessError) {
      let affinity = try make()
      self.affinity = affinity
      allowedCPUs = affinity.allowedCPUs
    } catch {
      (affinity, allowedCPUs, cpu) = (nil, [], nil)
      refusal = error
      return
    }
    do throws(HarnessError) {
      cpu = try affinity?.pin(pinning)
      refusal = nil
    } catch {
      (cpu, refusal) = (nil, error)
    }
  }

  /// What the figures are without the pin, in one line; `nil` where nothing was refused.
  package var warning: String? {
    refusal.map { "not pinned, so that the figures are those of a thread that moves: \($0)" }
  }

  /// Lets the thread use all its CPUs again.
  ///
  /// - Throws: `HarnessError.affinityRefused`; the thread stays on one CPU then, and so does all that it
  ///   starts.
  package func restore() throws(HarnessError) {
    if cpu != nil { try affinity?.restore() }
  }

  /// The CPUs as the system has them.
  ///
  /// - Throws: `HarnessError.affinityRefused`.
  package static func system() throws(HarnessError) -> any ThreadAffinity { try CPUAffinity() }
}

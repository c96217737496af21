/// Bytes that stating, checking and running a problem takes, known before anything is allocated.
///
/// Upper bounds that hold for every variant: a definition is counted as two full K × K branches and a
/// lowering as three in `Double`, which the merged forms come close to and the striped ones do not.
package struct MemoryNeed: Hashable, Sendable {
  /// Weights, positional embedding and masks of the unmerged definition.
  package let definitionBytes: Int
  /// Folding and merging in `Double`, and the stages' weights.
  package let programBytes: Int
  /// The input in planes, and its copy in the layout that runs.
  package let inputBytes: Int
  /// The output in the layout that runs, and its copy in planes for the check.
  package let outputBytes: Int
  /// The `Double` reference.
  package let referenceBytes: Int
  /// All of them together.
  package let totalBytes: Int

  /// Counts `problem`; throws `ProblemError.overflow` when a size does not fit an `Int`.
  package init(_ problem: Problem, layout: Layout) throws(ProblemError) {
    let float = MemoryLayout<Float>.stride
    let double = MemoryLayout<Double>.stride
    let map = problem.map
    func bytes(_ factors: Int...) throws(ProblemError) -> Int {
      var result = 1
      for factor in factors {
        let (product, overflow) = result.multipliedReportingOverflow(by: factor)
        if overflow { throw .overflow("\(map) with kernel \(problem.kernel)") }
        result = product
      }
      return result
    }
    let kernel = problem.kernel
    let stored = layout.storedChannels(map.channels)
    let perTap = 2 * (float + MemoryLayout<UInt8>.stride)
    definitionBytes = try bytes(problem.convolvedChannels, kernel, kernel, perTap)
    programBytes = try bytes(problem.convolvedChannels, kernel, kernel, 3 * double + 2 * float)
    let planes = try bytes(map.batch, map.channels, map.height, map.width, float)
    let packed = try bytes(map.batch, stored, map.height, map.width, float)
    referenceBytes = try bytes(map.batch, map.channels, map.height, map.width, double)
    let (both, overflow) = planes.addingReportingOverflow(packed)
    if overflow { throw .overflow("\(map)") }
    inputBytes = both
    outputBytes = both
    var sum = 0
    for part in [definitionBytes, programBytes, inputBytes, outputBytes, referenceBytes] {
      let (next, overflow) = sum.addingReportingOverflow(part)
      if overflow { throw .overflow("\(map) with kernel \(kernel)") }
      sum = next
    }
    totalBytes = sum
  }
}

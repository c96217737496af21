package import ConvModel

/// Weight gradient through a two-dimensional fast Fourier transform: the correlation of the input with the
/// output's gradient, of which only the distances within the kernel are kept.
///
///     for each lane group, for each image
///       for each pair of rows of either plane: transform as one complex row, part into columns
///       for each column: transform both, multiply one with the other's conjugate, transform back
///       for each pair of kernel rows: join, transform back, add to the group's gradient
///
/// Three transforms where the forward pass has two, since the output's gradient has no kept spectrum. Its
/// cost hardly depends on the kernel; should win from K ≈ 13 on large maps.
package struct FourierWeightGradient: WeightGradientAlgorithm {
  package let id = "fft"
  package let instructionSet = buildInstructionSet

  package init() {}

  package func support(for shape: DepthwiseShape) -> Support {
    GradientTransform(shape) == nil ? .declined(Self.refusal) : .supported
  }

  package func rounding(of shape: DepthwiseShape) -> Rounding {
    GradientTransform(shape).map { .transform(points: $0.points) } ?? .summation
  }

  package func prepare(
    _ shape: DepthwiseShape, on slice: TensorSlice
  ) throws(PlanError) -> any PreparedWeightGradient {
    guard let transform = GradientTransform(shape) else {
      throw .declined(algorithm: id, reason: Self.refusal)
    }
    return PreparedFourierWeightGradient(shape, transform, slice: slice)
  }

  package func executedFLOPs(_ shape: DepthwiseShape) -> Int {
    let lanes = LanePacking.groupCount(shape.map.channels) * laneCount
    return shape.map.batch * lanes * (GradientTransform(shape)?.flops ?? 0)
  }

  private static var refusal: String {
    "has transforms of at most \(PrimeFactors.largestSize) points, for map and half the kernel together"
  }
}

/// The transforms of one weight gradient: of both planes, whole, and back.
struct GradientTransform {
  /// One axis: distances −reach...reach between output and input are kept.
  struct Axis {
    let extent: Int
    let reach: Int
    let factors: PrimeFactors

    /// Kernel rows or columns that are kept.
    var kept: Int { 2 * reach + 1 }

    /// The cheapest transform in which no distance wraps onto a kept one; `nil` where none is so large.
    init?(extent: Int, padding: Int, cost: (PrimeFactors) -> Double) {
      let reach = min(padding, extent - 1)
      let fitting = PrimeFactors.catalog.filter { factors in
        factors.size >= max(2, extent + reach)
          // Some butterfly of the last pass must store a kept distance last, as `scatterTable` needs.
          && (0..<factors.last.rawValue).contains { butterfly in
            let time = factors.time(leg: factors.first.lastLeg, butterfly: butterfly)
            return Self.slot(time, size: factors.size, reach: reach) != nil
          }
      }
      guard let best = fitting.min(by: { cost($0) < cost($1) }) else { return nil }
      self.extent = extent
      self.reach = reach
      factors = best
    }

    /// Kernel row or column of a point of the transform.
    func slot(_ point: Int) -> Int? { Self.slot(point, size: factors.size, reach: reach) }

    private static func slot(_ point: Int, size: Int, reach: Int) -> Int? {
      if point <= reach { return point + reach }
      return point >= size - reach ? point - size + reach : nil
    }
  }

  let rows: Axis
  let columns: Axis

  init?(_ shape: DepthwiseShape) {
    let map = shape.map
    guard
      let rows = Axis(
        extent: map.height, padding: shape.paddingY, cost: { $0.convolutionCost + $0.cost }),
      let columns = Axis(extent: map.width, padding: shape.paddingX, cost: \.cost)
    else { return nil }
    self.rows = rows
    self.columns = columns
  }

  var points: Int { rows.factors.size * columns.factors.size }
  /// Frequencies kept along a row; the others are their conjugates.
  var frequencies: Int { columns.factors.size / 2 + 1 }
  /// Rows of a column buffer: those of the map or of the kernel with the partner of an odd last one.
  var slotCount: Int { max(rows.extent, rows.kept) + 1 }

  /// Floating-point operations of one image of one channel.
  var flops: Int {
    let pairs = 2 * ((rows.extent + 1) / 2) + (rows.kept + 1) / 2
    let perFrequency = 3 * rows.factors.flops + (6 + 2) * rows.factors.size
    return pairs * (columns.factors.flops + 4 * frequencies) + frequencies * perFrequency
  }
}

/// Writes the conjugates of `count` points, scaled.
@inline(never)
func conjugatePoints(
  _ target: UnsafeMutablePointer<Float>, from source: UnsafePointer<Float>, count: Int,
  scale: Float
) {
  var (to, from) = (target, source)
  for _ in 0..<count {
    let point = loadPoint(from)
    store(point.re * scale, to)
    store(point.im * -scale, to + laneCount)
    to += pointFloats
    from += pointFloats
  }
}

/// Parts the transform of a + i·b, two real rows, into the transforms of a and b, both doubled.
///
///     2A[k] = Z[k] + conj Z[N − k]      2B[k] = −i · (Z[k] − conj Z[N − k])
///
/// `slots` holds the offsets of Z[k] and Z[N − k], pair by pair. A[k] goes to `target`, B[k] next to it,
/// those of the next k `stride` floats further.
@inline(never)
func partRows(
  _ points: UnsafePointer<Float>, slots: UnsafePointer<Int32>, count: Int,
  target: UnsafeMutablePointer<Float>, stride: Int
) {
  var pair = slots
  var target = target
  for _ in 0..<count {
    let z = loadPoint(points + Int(pair[0]))
    let mirrored = loadPoint(points + Int(pair[1]))
    store(sum(z.re, mirrored.re), target)
    store(difference(z.im, mirrored.im), target + laneCount)
    store(sum(z.im, mirrored.im), target + 2 &* laneCount)
    store(difference(mirrored.re, z.re), target + 3 &* laneCount)
    pair += 2
    target += stride
  }
}

/// Joins the transforms of two real rows to that of a + i·b, and adds `bias` to all their pixels.
///
/// The sum of N pixels, the lowest frequency, carries it: the inverse transform is not scaled.
@inline(never)
func joinRows(
  _ points: UnsafeMutablePointer<Float>, slots: UnsafePointer<Int32>, count: Int,
  source: UnsafePointer<Float>, stride: Int, bias: UnsafePointer<Float>
) {
  var pair = slots
  var source = source
  for _ in 0..<count {
    let a = loadPoint(source)
    let b = loadPoint(source + pointFloats)
    // In this order: for k = 0 and k = N/2 the two are one.
    let mirrored = points + Int(pair[1])
    store(sum(a.re, b.im), mirrored)
    store(difference(b.re, a.im), mirrored + laneCount)
    let z = points + Int(pair[0])
    store(difference(a.re, b.im), z)
    store(sum(a.im, b.re), z + laneCount)
    pair += 2
    source += stride
  }
  let lowest = points + Int(slots[0])
  let shift = loadLanes(bias)
  store(sum(loadLanes(lowest), shift), lowest)
  store(sum(loadLanes(lowest + laneCount), shift), lowest + laneCount)
}

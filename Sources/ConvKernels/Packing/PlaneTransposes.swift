/// Channels and pixels that are transposed in registers at a time: a square of four fits every build.
let transposeSide = 4

private typealias Quad = SIMD4<Float>

/// Copies `count` neighbouring pixels of `channelCount` planes, `planeStride` floats apart, into pixel vectors.
///
/// `target` is the first pixel's vector; lanes from `channelCount` on are left alone.
@inline(never)
func gatherPlanes(
  _ target: UnsafeMutablePointer<Float>, from source: UnsafePointer<Float>, planeStride: Int,
  channelCount: Int, count: Int
) {
  let wholeChannels = channelCount / transposeSide &* transposeSide
  let wholePixels = count / transposeSide &* transposeSide
  var channel = 0
  while channel < wholeChannels {
    var plane = source + channel &* planeStride
    var pixel = target + channel
    for _ in 0..<wholePixels / transposeSide {
      let square = transpose(
        loadQuad(plane), loadQuad(plane + planeStride), loadQuad(plane + 2 &* planeStride),
        loadQuad(plane + 3 &* planeStride))
      storeQuad(square.0, pixel)
      storeQuad(square.1, pixel + laneCount)
      storeQuad(square.2, pixel + 2 &* laneCount)
      storeQuad(square.3, pixel + 3 &* laneCount)
      plane += transposeSide
      pixel += transposeSide &* laneCount
    }
    channel &+= transposeSide
  }
  for channel in 0..<channelCount {
    let plane = source + channel &* planeStride
    for x in (channel < wholeChannels ? wholePixels : 0)..<count {
      target[x &* laneCount &+ channel] = plane[x]
    }
  }
}

/// Copies (or adds) `count` pixel vectors to neighbouring pixels of `channelCount` planes, `planeStride` floats
/// apart: the reverse of `gatherPlanes`.
@inline(never)
func scatterPlanes(
  _ target: UnsafeMutablePointer<Float>, planeStride: Int, from source: UnsafePointer<Float>,
  channelCount: Int, count: Int, accumulates: Bool
) {
  let wholeChannels = channelCount / transposeSide &* transposeSide
  let wholePixels = count / transposeSide &* transposeSide
  var channel = 0
  while channel < wholeChannels {
    var plane = target + channel &* planeStride
    var pixel = source + channel
    for _ in 0..<wholePixels / transposeSide {
      let square = transpose(
        loadQuad(pixel), loadQuad(pixel + laneCount), loadQuad(pixel + 2 &* laneCount),
        loadQuad(pixel + 3 &* laneCount))
      putQuad(square.0, plane, accumulates)
      putQuad(square.1, plane + planeStride, accumulates)
      putQuad(square.2, plane + 2 &* planeStride, accumulates)
      putQuad(square.3, plane + 3 &* planeStride, accumulates)
      plane += transposeSide
      pixel += transposeSide &* laneCount
    }
    channel &+= transposeSide
  }
  for channel in 0..<channelCount {
    let plane = target + channel &* planeStride
    for x in (channel < wholeChannels ? wholePixels : 0)..<count {
      let value = source[x &* laneCount &+ channel]
      plane[x] = accumulates ? plane[x] + value : value
    }
  }
}

@inline(__always)
private func transpose(_ a: Quad, _ b: Quad, _ c: Quad, _ d: Quad) -> (Quad, Quad, Quad, Quad) {
  (
    Quad(a[0], b[0], c[0], d[0]), Quad(a[1], b[1], c[1], d[1]), Quad(a[2], b[2], c[2], d[2]),
    Quad(a[3], b[3], c[3], d[3])
  )
}

@inline(__always)
private func loadQuad(_ pointer: UnsafePointer<Float>) -> Quad {
  UnsafeRawPointer(pointer).loadUnaligned(as: Quad.self)
}

@inline(__always)
private func storeQuad(_ value: Quad, _ pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: Quad.self)
}

@inline(__always)
private func putQuad(_ value: Quad, _ pointer: UnsafeMutablePointer<Float>, _ accumulates: Bool) {
  storeQuad(accumulates ? loadQuad(pointer) + value : value, pointer)
}

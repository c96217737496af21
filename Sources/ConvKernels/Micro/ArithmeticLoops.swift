// Loops on registers only, from which ceilings of arithmetic are measured. Every chain tends to a
// finite, normal value, so that no operand is ever slow.

/// One dependent chain of multiply-adds, `8 · iterations` links: each waits for the one before, so that
/// the time counts latencies.
@inline(never)
func chainMultiplyAdds(iterations: Int) -> Float {
  let half = Lanes(repeating: 0.5)
  var value = Lanes.zero
  for _ in 0..<iterations {
    for _ in 0..<8 { value = multiplyAdd(half, value, half) }
  }
  return value.sum()
}

/// Eight multiply-adds and six adds per iteration, all independent.
///
/// Fourteen chains and a constant fill the sixteen registers of AVX2. Eight chains hide a latency of 4
/// cycles on two units; six adds in these 4 cycles are what two further units of latency 3 would take.
@inline(never)
func mixProductsAndSums(iterations: Int) -> Float {
  let half = Lanes(repeating: 0.5)
  var products = InlineArray<8, Lanes> { Lanes(repeating: Float($0)) }
  var sums = InlineArray<6, Lanes> { Lanes(repeating: Float($0)) }
  for _ in 0..<iterations {
    for chain in 0..<8 {
      products[unchecked: chain] = multiplyAdd(half, products[unchecked: chain], half)
    }
    for chain in 0..<6 { sums[unchecked: chain] += half }
  }
  var total = Lanes.zero
  for chain in 0..<8 { total += products[unchecked: chain] }
  for chain in 0..<6 { total += sums[unchecked: chain] }
  return total.sum()
}

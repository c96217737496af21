#if OneDNN
  import COneDNN
  import ConvModel

  /// Which format to compute in.
  enum OneDNNChoice {
    /// How well a kernel suits depthwise convolutions, judged by the library's name for it.
    enum Rank: Int {
      /// Made for them: `brgdmm_dw`, `jit_dw`.
      case depthwise
      /// An unfolding per channel before a matrix product of one row.
      case gemm
      /// The plain loops that define the result.
      case reference

      init(_ kernel: String) {
        if kernel.hasPrefix("ref") || kernel.hasPrefix("simple") {
          self = .reference
        } else if kernel.contains("gemm") {
          self = .gemm
        } else {
          self = .depthwise
        }
      }
    }

    /// Formats with reorders, which users of the library try.
    private static let formats = [
      PreparedOneDNN.Format(name: "nhwc", tag: dnnl_nhwc),
      PreparedOneDNN.Format(name: "nChw8c", tag: dnnl_nChw8c),
      PreparedOneDNN.Format(name: "nChw16c", tag: dnnl_nChw16c),
      PreparedOneDNN.Format(name: "nchw", tag: dnnl_nchw),
    ]

    /// A call that takes longer is not repeated in other formats: no reorder would mend it.
    private static let slow = Duration.milliseconds(100)

    /// The tensors' own format where that has a kernel made for depthwise convolutions; otherwise the
    /// fastest of the best-ranked candidates.
    static func prepare(
      _ stage: Stage, slice: TensorSlice
    ) throws(PlanError) -> PreparedOneDNN {
      let tensor = try OneDNNTensor(slice, map: stage.shape.map)
      var candidates: [PreparedOneDNN] = []
      if tensor.pieces.count == 1 {
        let own = try PreparedOneDNN(stage, tensor, format: nil)
        if Rank(own.kernel) == .depthwise { return own }
        candidates.append(own)
      }
      var refusal: PlanError?
      for format in formats where tensor.pieces.count == 1 || format.tag == dnnl_nhwc {
        do throws(PlanError) {
          candidates.append(try PreparedOneDNN(stage, tensor, format: format))
        } catch {
          // A format that the library refuses is none to choose; with no other it is the reason.
          refusal = error
        }
      }
      if let refusal, candidates.isEmpty { throw refusal }
      let best = candidates.map { Rank($0.kernel).rawValue }.min() ?? 0
      candidates.removeAll { Rank($0.kernel).rawValue != best }
      if best == Rank.reference.rawValue {
        // Takes seconds, and least where a pixel's channels lie side by side: not worth timing.
        let nhwc = candidates.first { $0.isChannelsLast } ?? candidates.first
        candidates = nhwc.map { [$0] } ?? []
      }
      return try fastest(candidates, slice: slice)
    }

    private static func fastest(
      _ candidates: [PreparedOneDNN], slice: TensorSlice
    ) throws(PlanError) -> PreparedOneDNN {
      guard let only = candidates.first else {
        throw .unavailable(algorithm: "onednn", reason: "oneDNN has no kernel for this shape")
      }
      guard candidates.count > 1 else { return only }
      var best: PreparedOneDNN?
      let count = slice.layout.elementCount(slice.tensor)
      let input = AlignedBuffer<Float>(repeating: 0, count: count)
      let output = AlignedBuffer<Float>(repeating: 0, count: count)
      let clock = ContinuousClock()
      var shortest: Duration?
      for candidate in candidates {
        let call = { candidate.run(input: input.pointer, output: output.pointer) }
        let first = clock.measure(call)
        let time = first > slow ? first : min(first, clock.measure(call))
        if candidate.failure != nil { continue }
        if shortest.map({ time < $0 }) ?? true {
          shortest = time
          best = candidate
        }
        if first > slow { break }
      }
      guard let best else {
        throw .unavailable(
          algorithm: "onednn", reason: only.failure ?? "no format of oneDNN's runs")
      }
      return best
    }
  }
#endif

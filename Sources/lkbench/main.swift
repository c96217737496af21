import CShims
import ConvModel
import ConvPlanning
import Glibc

func now() -> Double {
  var t = timespec()
  clock_gettime(CLOCK_MONOTONIC_RAW, &t)
  return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9
}
for (c, n, ks) in [(96, 56, [7, 9, 11, 13, 15, 17]), (192, 28, [7, 9, 11, 13,15]), (384, 14, [7, 13]), (768, 7, [7,13])] {
  for k in ks {
    for v in CommandLine.arguments.count > 1 ? Array(CommandLine.arguments.dropFirst()) : ["dense"] {
      let variant = try VariantCatalog.variant(v)
      let map = MapShape(channels: c, height: n, width: n)
      let problem = try variant.problem(ProblemRequest(map: map, kernel: k))
      let fill = Fill(.unitVariance, seed: 1)
      let definition = try variant.define(problem, fill: fill, supplied: .none)
      for form in variant.forms {
        let program = variant.program(problem, definition, form: form)
        let input = AlignedBuffer(fill.values(role: "input", planes: c, count: n * n, deviation: 1))
        let output = AlignedBuffer<Float>(repeating: 0, count: c * n * n)
        for set in Machine.current.instructionSets.suffix(1) {
          do {
          let plan = try Planner(instructionSet: set).plans(program, layout: .nhwc, choice: .auto)[0]
          let prepared = try plan.prepare()
          var best = 1e9
          var peak = 0.0
          for _ in 0..<(CommandLine.arguments.count > 2 ? 100 : 7) {
            let t = now()
            prepared.run(input: UnsafePointer(input.pointer), output: output.pointer)
            best = min(best, now() - t)
            let loop = PeakFlops.loop(for: set)!
            let t2 = now()
            let r = loop.run(2000)
            withUnsafePointer(to: r) { lkb_escape($0) }
            peak = max(peak, Double(loop.flops(2000)) / (now() - t2) * 1e-9)
          }
          let macs = Double(inBoundsPairs(extent: n, kernel: k)) * Double(inBoundsPairs(extent: n, kernel: k)) * Double(c)
          print(v, form.id, c, n, k, set, plan.id, best * 1e3, "ms", 2 * macs / best * 1e-9, "useful GF/s", 2 * macs / best * 1e-9 / peak, "of", peak, "exec", Double(plan.executedFLOPs) / best * 1e-9)
          } catch { print(v, form.id, error) }
        }
      }
    }
  }
}

import ConvModel
import ConvReference

extension Program {
  /// What the stages compute, in `Double`, `nchw`: each overwrites or adds to the output in turn.
  ///
  /// Visits only the taps that a stage's structure admits, so a weight outside them is lost here as it
  /// would be in a kernel.
  func evaluated(_ input: [Float]) -> [Double] {
    var output = input.map(Double.init)
    for stage in stages {
      for channel in 0..<convolvedChannels {
        let taps = stage.admittedTaps(channel: channel)
        for image in 0..<map.batch {
          let plane = (image * map.channels + channel) * map.pixelCount
          for y in 0..<map.height {
            for x in 0..<map.width {
              var sum = Double(stage.bias?[channel] ?? 0)
              for tap in taps {
                let (row, column) = (y + tap.dy, x + tap.dx)
                guard row >= 0, row < map.height, column >= 0, column < map.width else { continue }
                sum += Double(tap.weight) * Double(input[plane + row * map.width + column])
              }
              let target = plane + y * map.width + x
              output[target] = stage.accumulates ? output[target] + sum : sum
            }
          }
        }
      }
    }
    return output
  }

  /// The same in `Float`, multiplying and adding one tap after the other: the plainest kernel.
  func summedInFloat(_ input: [Float]) -> [Float] {
    var output = input
    for stage in stages {
      for channel in 0..<convolvedChannels {
        let taps = stage.admittedTaps(channel: channel)
        for image in 0..<map.batch {
          let plane = (image * map.channels + channel) * map.pixelCount
          for y in 0..<map.height {
            for x in 0..<map.width {
              let target = plane + y * map.width + x
              var sum = stage.accumulates ? output[target] : 0
              for tap in taps {
                let (row, column) = (y + tap.dy, x + tap.dx)
                guard row >= 0, row < map.height, column >= 0, column < map.width else { continue }
                sum += tap.weight * input[plane + row * map.width + column]
              }
              output[target] = sum + (stage.bias?[channel] ?? 0)
            }
          }
        }
      }
    }
    return output
  }
}

/// A weight and the offset it applies to.
struct OffsetTap {
  var weight: Float
  var dy: Int
  var dx: Int
}

extension Stage {
  /// The taps of one channel that the structure admits.
  func admittedTaps(channel: Int) -> [OffsetTap] {
    let spans = structure.rowSpans(shape)
    var taps: [OffsetTap] = []
    for ky in 0..<shape.kernelHeight {
      for kx in spans[ky] {
        let index: Int
        if case .shared(let grid) = structure {
          let cells = grid.cellOfOffset
          index = (channel * grid.count + cells[ky]) * grid.count + cells[kx]
        } else {
          index = (channel * shape.kernelHeight + ky) * shape.kernelWidth + kx
        }
        taps.append(
          OffsetTap(
            weight: weights[index], dy: ky - shape.kernelHeight / 2,
            dx: kx - shape.kernelWidth / 2))
      }
    }
    return taps
  }
}

/// A problem with its data and reference.
struct EvaluatedProblem {
  let variant: any ConvolutionVariant
  let problem: Problem
  let definition: Definition
  let input: [Float]
  let reference: ReferenceOutput

  init(
    _ id: String, _ request: ProblemRequest, fill kind: Fill.Kind,
    supplied: SuppliedTensors = .none
  ) throws {
    variant = try VariantCatalog.variant(id)
    problem = try variant.problem(request)
    let fill = Fill(kind, seed: problem.seed)
    definition = try variant.define(problem, fill: fill, supplied: supplied)
    let map = problem.map
    input = fill.values(
      role: "input", planes: map.batch * map.channels, count: map.pixelCount, deviation: 1)
    reference = ReferenceConvolution.evaluate(definition, input: input)
  }

  func program(_ form: Form) -> Program { variant.program(problem, definition, form: form) }

  var check: OutputCheck { OutputCheck(definition, input: input, reference: reference) }
}

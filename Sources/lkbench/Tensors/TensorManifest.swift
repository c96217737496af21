import ConvModel
import Foundation

/// `manifest.json` of a folder of tensors: what they are, so that any framework can recompute them.
struct TensorManifest: Codable, Equatable {
  static let currentSchema = "lkbench-tensors/1"
  static let fileName = "manifest.json"

  var schema: String
  var problem: ProblemFields
  var conventions: Conventions
  var branches: [Branch]
  /// Files by tensor name.
  ///
  /// The names are `input`, `output` (the reference's), `large.weights`, `large.bn.gamma` and so on.
  var tensors: [String: TensorEntry]

  /// The problem, as the result columns spell it.
  struct ProblemFields: Codable, Equatable {
    var variant: String
    var batch: Int
    var channels: Int
    var height: Int
    var width: Int
    var kernel: Int
    var stripe: Int
    var sparsity: Double
    var mask: String
    var grid: [Int]?
    var convolvedChannels: Int
    var seed: UInt64

    enum CodingKeys: String, CodingKey {
      case variant, batch, channels, height, width, kernel, stripe, sparsity, mask, grid, seed
      case convolvedChannels = "convolved_channels"
    }

    init(_ problem: Problem) {
      variant = problem.variant
      batch = problem.map.batch
      channels = problem.map.channels
      height = problem.map.height
      width = problem.map.width
      kernel = problem.kernel
      stripe = problem.stripe
      sparsity = problem.sparsity
      mask = problem.mask.description
      grid = problem.grid?.runs
      convolvedChannels = problem.convolvedChannels
      seed = problem.seed
    }

    /// Asks for the same problem with the folder's tensors; its masks are the folder's.
    var request: ProblemRequest {
      ProblemRequest(
        map: MapShape(batch: batch, channels: channels, height: height, width: width),
        kernel: kernel, stripe: stripe, sparsity: sparsity, mask: .file, gridRuns: grid,
        convolvedChannels: convolvedChannels, seed: seed)
    }
  }

  /// What a convolution means here.
  struct Conventions: Codable, Equatable {
    var operation = "cross-correlation"
    var padding = "zero, half the kernel on both sides of each axis"
    var stride = 1
    var dilation = 1
    var output = "sum of the normalised branches on the first convolved_channels, input on the rest"
    var normalization = "gamma * (y - mean) / sqrt(variance + epsilon) + beta"
    var positional = "added to the zero-padded input at every tap before weighting"
    var order = "row-major, last axis fastest"
  }

  /// A branch of the unmerged definition; its tensors are named `<name>.…`.
  struct Branch: Codable, Equatable {
    var name: String
    var kernel: [Int]
    /// Run lengths of the sharing grid that `weights` has one value per cell of.
    var grid: [Int]?
    /// BN ε; absent without normalisation.
    var epsilon: Double?
  }

  /// One file.
  struct TensorEntry: Codable, Equatable {
    var file: String
    var shape: [Int]
    /// NumPy's name of the element type.
    var dtype: String
    /// The axes, in order.
    var layout: String
    /// Largest absolute difference from the exact value, where it is more than one rounding.
    var tolerance: Double?
  }
}

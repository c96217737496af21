package import ConvModel

/// Why a network cannot be prepared.
package enum PreparationError: Error, Hashable, CustomStringConvertible {
  case layer(LayerError)
  /// No algorithm takes a depthwise layer, or not the one asked for.
  case plan(layer: String, PlanError)
  /// The variant of a depthwise layer has no such form.
  case form(layer: String, ProblemError)
  case kernels(PlanError)
  case threads(reason: String)
  /// Matrix products are OpenBLAS's.
  case withoutOpenBLAS

  package var description: String {
    switch self {
    case .layer(let error): error.description
    case .plan(let layer, let error): "layer \(layer): \(error)"
    case .form(let layer, let error): "layer \(layer): \(error)"
    case .kernels(let error): error.description
    case .threads(let reason): reason
    case .withoutOpenBLAS:
      "networks need OpenBLAS for their matrix products: built without the OpenBLAS trait"
    }
  }
}

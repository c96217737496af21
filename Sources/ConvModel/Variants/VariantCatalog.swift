/// The variants there are: one line each.
package enum VariantCatalog {
  package static let all: [any ConvolutionVariant] = [
    DenseVariant(),
    ReparameterizedVariant(),
    DecomposedVariant(isSparse: false),
    DecomposedVariant(isSparse: true),
    PeripheralVariant(),
  ]

  /// The variant of that id, or an error with the nearest names.
  package static func variant(_ id: String) throws(ProblemError) -> any ConvolutionVariant {
    guard let variant = all.first(where: { $0.id == id }) else {
      throw .unknownVariant(id, near: nearestNames(to: id, among: all.map(\.id)))
    }
    return variant
  }
}

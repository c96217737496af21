import ConvModel

/// One group of a suite file, multiplied out: variants × places, a place being a shape and a kernel.
struct SuiteGroup {
  let entries: [Suite.Entry]

  private static let fieldNames =
    ["variants", "forms", "shapes", "kernels", "stages"] + SuiteOptions.fieldNames

  init(_ group: SuiteField, defaults: SuiteOptions) throws(SuiteError) {
    let fields = try group.fields(of: "a group", known: Self.fieldNames)
    let options = try SuiteOptions(fields, defaults: defaults)
    let variants = try Self.variants(fields["variants"], group: group)
    let forms = try Self.forms(fields["forms"], of: variants)
    let places = try Self.places(fields, group: group)
    for kernel in options.grids.keys.sorted()
    where !places.contains(where: { $0.kernel == kernel }) && fields["grids"] != nil {
      throw (fields["grids"] ?? group).error("the group has no kernel \(kernel) for this grid")
    }
    var entries: [Suite.Entry] = []
    for variant in variants {
      for place in places {
        let entry = Suite.Entry(
          variant: variant.id, forms: variant.forms.map(\.id).filter(forms.contains),
          map: place.map, kernel: place.kernel, batch: options.batch, layouts: options.layouts,
          threads: options.threads, options: options.problemOptions(kernel: place.kernel))
        do {
          _ = try entry.options.problem(
            variant: variant, map: place.map, kernel: place.kernel, seed: Problem.defaultSeed)
        } catch {
          throw group.error("\(variant.id): \(error)")
        }
        entries.append(entry)
      }
    }
    self.entries = entries
  }

  private static func variants(
    _ field: SuiteField?, group: SuiteField
  ) throws(SuiteError) -> [any ConvolutionVariant] {
    guard let field else { throw group.error("the group has no 'variants'") }
    let known = VariantCatalog.all.map(\.id)
    var result: [any ConvolutionVariant] = []
    for element in try field.list("variants") {
      let id = try element.name("variant", among: known)
      result += VariantCatalog.all.filter { $0.id == id }
    }
    return result
  }

  /// Ids of the forms to take; every variant must have one of them.
  private static func forms(
    _ field: SuiteField?, of variants: [any ConvolutionVariant]
  ) throws(SuiteError) -> [String] {
    let known = variants.flatMap { $0.forms.map(\.id) }.uniqued()
    guard let field else { return known }
    let listed = try field.list("forms").map { element throws(SuiteError) in
      try element.name("form", among: known)
    }
    for variant in variants where !variant.forms.contains(where: { listed.contains($0.id) }) {
      throw field.error(
        "variant \(variant.id) has none of these forms; it has "
          + variant.forms.map(\.id).joined(separator: ", "))
    }
    return listed
  }

  private struct Place {
    var map: MapShape
    var kernel: Int
  }

  /// Shapes × kernels, or the stages one by one.
  private static func places(
    _ fields: [String: SuiteField], group: SuiteField
  ) throws(SuiteError) -> [Place] {
    if let stages = fields["stages"] {
      for name in ["shapes", "kernels"] {
        if let field = fields[name] {
          throw field.error("a group has either stages, or shapes and kernels, not both")
        }
      }
      return try self.stages(stages)
    }
    guard let shapes = fields["shapes"], let kernels = fields["kernels"] else {
      throw group.error("the group needs shapes and kernels, or stages")
    }
    var places: [Place] = []
    let sizes = try self.kernels(kernels)
    for element in try shapes.list("shapes") {
      let map = try shape(element)
      places += sizes.map { Place(map: map, kernel: $0) }
    }
    return places
  }

  private static func stages(_ field: SuiteField) throws(SuiteError) -> [Place] {
    let known = ["name", "shape", "kernel"]
    var names: Set<String> = []
    var places: [Place] = []
    for stage in try field.list("stages") {
      let fields = try stage.fields(of: "a stage", known: known)
      guard let name = fields["name"], let map = fields["shape"], let kernel = fields["kernel"]
      else { throw stage.error("a stage has \(known.joined(separator: ", "))") }
      guard names.insert(try name.text("name")).inserted else {
        throw name.error("two stages have this name")
      }
      places.append(
        Place(
          map: try shape(map), kernel: try kernel.value("kernel", "an odd number", SuiteOptions.odd)
        ))
    }
    return places
  }

  private static func kernels(_ field: SuiteField) throws(SuiteError) -> [Int] {
    var sizes: [Int] = []
    for element in try field.list("kernels") {
      for size in try element.value("kernel", ListParsing.kernelGrammar, ListParsing.kernels) {
        guard size % 2 == 1 else { throw element.error("kernel \(size) is not odd") }
        sizes.append(size)
      }
    }
    return sizes
  }

  private static func shape(_ field: SuiteField) throws(SuiteError) -> MapShape {
    let map = try field.value("shape", ListParsing.shapeGrammar, ListParsing.shape)
    guard map.channels > 0, map.height > 0, map.width > 0 else {
      throw field.error("shape '\(map)': every extent is at least 1")
    }
    return map
  }
}

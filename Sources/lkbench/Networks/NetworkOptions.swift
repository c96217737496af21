import ArgumentParser
import ConvModel

/// Which network, and what is changed in its description.
struct NetworkOptions: ParsableArguments {
  @Option(help: .init("Network of Benchmarks/Networks, such as convnext-t.", valueName: "name"))
  var model: String?

  @Option(
    help: .init(
      "Depthwise operator of every block: \(MixerDescription.variants.joined(separator: ", ")).",
      valueName: "id"))
  var variant: String?

  @Option(
    help: .init(
      "Kernel size, or one per stage: 51,49,47,13; blocks of a stage take 13/3 in turn.",
      valueName: "sizes"))
  var kernel: String?

  @Option(help: .init("Width of stripes and small branches; 0 for none.", valueName: "n"))
  var stripe: String?

  @Option(
    help: .init(
      "Channels that are convolved, such as 3/8; the others pass through.", valueName: "share"))
  var convolvedChannels: String?

  @Option(help: .init("Input as side or HxW in pixels.", valueName: "size"))
  var input: String?

  @Option(help: .init("Factor on the widths, which are then truncated.", valueName: "factor"))
  var width: String?

  @Option(
    help: .init(
      "Pruned share of every matrix and kernel, or of layers by parts of their names: "
        + "0.4,head=0,dw=0.6.", valueName: "share"))
  var sparsity: String?

  /// Given options that change a network.
  var changes: [String] {
    [
      ("--variant", variant), ("--kernel", kernel), ("--stripe", stripe),
      ("--convolved-channels", convolvedChannels), ("--input", input), ("--width", width),
      ("--sparsity", sparsity),
    ].compactMap { $0.1 == nil ? nil : $0.0 }
  }

  /// The named network with the changes made.
  ///
  /// - Throws: `NetworkSelectionError` or `SelectionError`.
  func description(among networks: [NetworkDescription]) throws -> NetworkDescription {
    guard let model else { throw NetworkSelectionError.needsModel(options: changes) }
    guard var result = networks.first(where: { $0.id == model }) else {
      throw NetworkSelectionError.unknownNetwork(
        model, near: nearestNames(to: model, among: networks.map(\.id)))
    }
    try changeMixer(&result.mixer)
    if let sizes = try Self.read("--kernel", kernel, NetworkText.kernelGrammar, NetworkText.kernels)
    {
      result.kernels =
        sizes.count == 1
        ? Array(repeating: sizes[0], count: result.depths.count) : sizes
    }
    if let (height, width) = try Self.read(
      "--input", input, NetworkText.inputGrammar, NetworkText.input)
    {
      (result.height, result.width) = (height, width)
    }
    if let factor = try Self.read("--width", width, NetworkText.ratioGrammar, Ratio.init) {
      result.widthFactor = factor
    }
    if let sparsities = try Self.read(
      "--sparsity", sparsity, NetworkText.sparsityGrammar, NetworkText.sparsities)
    {
      result.sparsities = sparsities
    }
    return result
  }

  private func changeMixer(_ mixer: inout MixerDescription) throws {
    if let variant {
      guard MixerDescription.variants.contains(variant) else {
        throw SelectionError.unknown(
          option: "--variant", name: variant,
          near: nearestNames(to: variant, among: MixerDescription.variants))
      }
      // The options of another variant's operator mean nothing to this one.
      if variant != mixer.variant { mixer = MixerDescription(variant: variant) }
    }
    let catalog = VariantCatalog.all.map(\.id)
    try Self.require(stripe, "--stripe", takers: PartialOption.stripe.takers, of: mixer)
    try Self.require(convolvedChannels, "--convolved-channels", takers: catalog, of: mixer)
    if let stripe = try Self.read(
      "--stripe", stripe, "an odd number, or 0 for no small branch",
      { ListParsing.natural($0).flatMap { $0 == 0 || $0 % 2 == 1 ? $0 : nil } })
    {
      mixer.stripe = stripe
    }
    if let share = try Self.read(
      "--convolved-channels", convolvedChannels, NetworkText.shareGrammar, NetworkText.share)
    {
      mixer.convolved = share
    }
  }

  private static func require(
    _ text: String?, _ option: String, takers: [String], of mixer: MixerDescription
  ) throws(SelectionError) {
    guard text == nil || takers.contains(mixer.variant) else {
      throw .notTaken(option: option, takers: takers, selected: [mixer.variant])
    }
  }

  private static func read<Value>(
    _ option: String, _ text: String?, _ grammar: String, _ read: (String) -> Value?
  ) throws(SelectionError) -> Value? {
    guard let text else { return nil }
    guard let value = read(text) else {
      throw .malformed(option: option, value: text, expected: grammar)
    }
    return value
  }
}

extension NetworkDescription {
  /// The cost of the network at a merge level.
  func cost(_ level: MergeLevel) throws(NetworkSelectionError) -> NetworkCost {
    do { return try NetworkCost(try network().merged(to: level)) } catch {
      throw .network(id, error)
    }
  }
}

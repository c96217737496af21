extension Network {
  /// The same network on so many images at once.
  package func batched(_ images: Int) -> Network {
    var result = self
    result.input.batch = images
    for index in layers.indices {
      result.layers[index].input.batch = images
      result.layers[index].output.batch = images
      if case .depthwise(.problem(var problem)) = layers[index].operation {
        problem.map.batch = images
        result.layers[index].operation = .depthwise(.problem(problem))
      }
    }
    return result
  }
}

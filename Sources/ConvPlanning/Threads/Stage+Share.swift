import ConvModel

extension Stage {
  /// The stage on some of its channels and on so many images; copies their weights.
  ///
  /// What is known of the structure stays what it is over all channels.
  func restricted(to channels: Range<Int>, images: Int) -> Stage {
    var stage = self
    stage.shape.map.batch = images
    guard channels != 0..<shape.map.channels else { return stage }
    stage.shape.map.channels = channels.count
    let each = weightsPerChannel
    stage.weights = Array(weights[channels.lowerBound * each..<channels.upperBound * each])
    stage.bias = bias.map { Array($0[channels]) }
    return stage
  }
}

package import ConvModel

/// The order in which a kernel takes the lane groups of the images of a batch.
///
/// Images of one group follow each other, so that its weights stay in the nearer caches; but only so many
/// of them that their activations stay in the farthest cache until the next group comes by, since groups
/// share cache lines and pages. A turn is one group (or one unit of several groups) of one image.
package struct TurnOrder {
  private let batch: Int
  private let unitCount: Int
  /// Images taken together.
  private let blockImages: Int
  package let turnCount: Int
  /// Whether activations are fetched ahead: those of one run are more than twice a core's share of a farthest
  /// cache.
  ///
  /// Neighbours push them out; below that, fetching costs more than it hides.
  let exceedsCaches: Bool

  /// A core's share of a farthest cache: as much as the activations of the images taken together.
  private static var blockBytes: Int { 4 << 20 }

  /// An order over the images of `map` and `unitCount` units of channels each.
  package init(_ map: MapShape, unitCount: Int) {
    batch = map.batch
    self.unitCount = unitCount
    // Input and output.
    let imageBytes = 2 * map.channels * map.pixelCount * MemoryLayout<Float>.size
    blockImages = min(map.batch, max(1, Self.blockBytes / max(imageBytes, 1)))
    turnCount = batch * unitCount
    exceedsCaches = map.batch * imageBytes > 2 * Self.blockBytes
  }

  /// Unit and image of a turn.
  @inline(__always)
  package func position(_ turn: Int) -> (unit: Int, image: Int) {
    let blockTurns = blockImages &* unitCount
    let block = turn / blockTurns
    let first = block &* blockImages
    let images = min(blockImages, batch &- first)
    let rest = turn &- block &* blockTurns
    let unit = rest / images
    return (unit, first &+ rest &- unit &* images)
  }
}

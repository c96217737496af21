import ConvModel

/// Largest root mean square and largest mean, in magnitude, of any kernel window of one channel.
///
/// Only the part of a window inside the map counts: it is what a filter can meet.
struct WindowExtremes {
  private(set) var rootMeanSquare = 0.0
  private(set) var mean = 0.0

  /// Looks at the windows of a `kernelHeight` × `kernelWidth` kernel around every pixel of every
  /// image of `channel`; `input` is `nchw`.
  init(input: [Float], map: MapShape, channel: Int, kernelHeight: Int, kernelWidth: Int) {
    for image in 0..<map.batch {
      let start = (image * map.channels + channel) * map.pixelCount
      let tables = SummedAreaTables(input[start..<start + map.pixelCount], width: map.width)
      for y in 0..<map.height {
        let rows = max(0, y - kernelHeight / 2)..<min(map.height, y + kernelHeight / 2 + 1)
        for x in 0..<map.width {
          let columns = max(0, x - kernelWidth / 2)..<min(map.width, x + kernelWidth / 2 + 1)
          let count = Double(rows.count * columns.count)
          let (sum, squares) = tables.sums(rows: rows, columns: columns)
          mean = max(mean, abs(sum) / count)
          // A window of zeros may come out of the differences slightly negative.
          rootMeanSquare = max(rootMeanSquare, (max(0, squares) / count).squareRoot())
        }
      }
    }
  }
}

/// Sums of a plane and of its squares over every rectangle that starts at the origin.
private struct SummedAreaTables {
  private let width: Int
  private var sums: [Double]
  private var squares: [Double]

  init(_ plane: ArraySlice<Float>, width: Int) {
    self.width = width + 1
    let height = plane.count / width
    sums = Array(repeating: 0, count: (height + 1) * (width + 1))
    squares = sums
    for y in 0..<height {
      var (sum, square) = (0.0, 0.0)
      for x in 0..<width {
        let value = Double(plane[plane.startIndex + y * width + x])
        sum += value
        square += value * value
        let above = y * self.width + x + 1
        sums[above + self.width] = sums[above] + sum
        squares[above + self.width] = squares[above] + square
      }
    }
  }

  func sums(rows: Range<Int>, columns: Range<Int>) -> (sum: Double, squares: Double) {
    let (top, bottom) = (rows.lowerBound * width, rows.upperBound * width)
    let (left, right) = (columns.lowerBound, columns.upperBound)
    func rectangle(_ table: [Double]) -> Double {
      table[bottom + right] - table[top + right] - table[bottom + left] + table[top + left]
    }
    return (rectangle(sums), rectangle(squares))
  }
}

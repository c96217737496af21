import BenchReports
import ConvModel
import Foundation

/// One problem explained: the content of `profile.json`.
struct Profile: Codable, Hashable {
  /// Version of this layout.
  static let version = 1

  private(set) var schema = Profile.version
  let problem: String
  let layout: String
  let machine: String
  /// Of one thread, in the unit of its name; `nil` where the machine was not calibrated.
  let ceilings: [CeilingFigure]
  /// Fastest first; what was not measured comes last.
  let algorithms: [AlgorithmProfile]
  /// How the fastest compares with the others.
  let reading: [String]
  /// What could not be had, and why.
  let notes: [String]

  struct CeilingFigure: Codable, Hashable {
    let name: String
    let unit: String
    let value: Double
  }

  init(
    problem: String, layout: String, machine: String, ceilings: CeilingTable?,
    algorithms: [AlgorithmProfile], notes: [String]
  ) {
    self.problem = problem
    self.layout = layout
    self.machine = machine
    self.notes = notes
    self.ceilings = (ceilings?.ceilings ?? []).filter { $0.threads == 1 }.map {
      CeilingFigure(name: $0.name, unit: $0.unit.rawValue, value: $0.value)
    }
    let sorted = algorithms.sorted {
      ($0.time?.medianNS ?? .infinity) < ($1.time?.medianNS ?? .infinity)
    }
    self.algorithms = sorted.map { algorithm in
      var read = algorithm
      read.reading = ProfileReading(profile: algorithm).sentences
      return read
    }
    reading = Self.comparison(sorted)
  }

  var formCount: Int { Set(algorithms.map(\.form)).count }

  /// Time = operations ÷ rate, so that a ratio of times is the product of the other two.
  private static func comparison(_ sorted: [AlgorithmProfile]) -> [String] {
    let forms = Set(sorted.map(\.form)).count
    guard let best = sorted.first, let least = best.time?.medianNS else { return [] }
    let head =
      "\(best.name(amongForms: forms)) is the fastest: "
      + "\(NumberText.time(nanoseconds: least)) per call."
    let others = sorted.dropFirst().compactMap { other -> String? in
      guard let time = other.time?.medianNS else { return nil }
      var line =
        "\(other.name(amongForms: forms)) takes \(NumberText.significant(time / least)) times as long"
      if let own = best.work.executedOperations, let operations = other.work.executedOperations {
        let more = Double(operations) / Double(own)
        let rate = more * least / time
        line +=
          ": \(NumberText.significant(more)) times the operations at "
          + "\(NumberText.significant(rate)) times the rate"
      }
      return line + "."
    }
    return [head] + others
  }

  /// Keys sorted, one per line, ended by a line feed.
  ///
  /// - Throws: `EncodingError` for a figure that is no number, which is a defect.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

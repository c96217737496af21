import BenchModel
import BenchRecords
import ConvModel
import Foundation
import TestSupport
import Testing

@testable import lkbench

@Suite("Damaged files and options")
struct DamagedFileTests {
  @Test("a suite is read or refused in one line")
  func suites() throws {
    let names = ["smoke", "pelk-t", "slak-t", "sparsity-width", "downstream"]
    let corpus = try names.map { try Fuzzing.file("Benchmarks/Suites/\($0).yaml") }
    let faults = Fuzzing(rounds: 300).faults(corpus, seed: 8) { bytes in
      _ = try Suite(yaml: String(decoding: bytes, as: UTF8.self), file: "s.yaml")
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test("a network file is read or refused in one line")
  func networks() throws {
    let corpus = try ["convnext", "slak", "pelk", "unireplknet"].map {
      try Fuzzing.file("Benchmarks/Networks/\($0).yaml")
    }
    let base = String(decoding: corpus[0], as: UTF8.self)
    let faults = Fuzzing(rounds: 150).faults(corpus, seed: 9) { bytes in
      _ = try NetworkFile(yaml: String(decoding: bytes, as: UTF8.self), file: "n.yaml") { _ in
        NetworkFile.SourceText(file: "convnext.yaml", yaml: base)
      }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test("ceilings and published figures are read or refused in one line")
  func tables() throws {
    let folder = CacheFolder()
    let store = folder.store(fingerprint: "0123456789abcdef")
    let table = MadeUpCeilings.table()
    try store.save(table)
    let ceilings = Fuzzing(rounds: 300).faults([Array(try table.json().utf8)], seed: 10) { bytes in
      try Data(bytes).write(to: URL(filePath: store.path))
      _ = try store.load(fingerprint: "0123456789abcdef")
    }
    #expect(ceilings.isEmpty, "\(ceilings.joined(separator: "\n"))")
    let corpus = [try Fuzzing.lines(6, of: "Benchmarks/Networks/published.csv")]
    let figures = Fuzzing(rounds: 300).faults(corpus, seed: 11) { bytes in
      try Data(bytes).write(to: URL(filePath: store.path))
      _ = try PublishedFigure.read(store.path)
    }
    #expect(figures.isEmpty, "\(figures.joined(separator: "\n"))")
  }

  @Test("texts of options are read or refused")
  func texts() {
    let corpus = [
      "7:101:2", "96x56x56", "3/8", "grown:3", "31", "5ms", "1%", "0.25", "2*C", "head=0,0.4",
    ].map { Array($0.utf8) }
    let faults = Fuzzing(rounds: 3000).faults(corpus, seed: 12) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = ListParsing.kernels(text)
      _ = ListParsing.shape(text)
      _ = ListParsing.share(text)
      _ = ListParsing.maskMethod(text)
      _ = Quantity.nanoseconds(text)
      _ = Quantity.share(text)
      _ = Ratio(text)
      _ = KernelSchedule.list([text])
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test("a selection is resolved or refused in one line")
  func selections() throws {
    let words = [
      "--variant", "sparse,peripheral,dense", "--form", "cross", "--kernel", "7:31:8",
      "--shape", "96x14x14,8x9x9", "--algorithm", "auto", "--batch", "2", "--threads", "1,2",
      "--isa", "portable", "--layout", "nhwc", "--cache", "warm", "--filter", "k7", "--stripe", "5",
      "--sparsity", "0.4", "--mask", "erk", "--grid", "4,2,1,1,1,2,4", "--convolved-channels",
      "3/8",
      "--seed", "7", "--versus", "fftw",
    ]
    // One option damaged in each round, and those that contradict others left out.
    var generator = BenchModel.SplitMix64(seed: 13)
    let values = stride(from: 1, to: words.count, by: 2).map { Array(words[$0].utf8) }
    let faults = Fuzzing(rounds: 400).faults(values, seed: 13) { bytes in
      let option = 2 * generator.number(below: words.count / 2)
      let text = String(decoding: bytes, as: UTF8.self)
      var given = ["--variant=dense", "--kernel=7", "--shape=8x9x9"]
      given.removeAll { $0.hasPrefix(words[option] + "=") }
      given.append("\(words[option])=\(text)")
      do {
        _ = try select(given)
      } catch let error as any ExitCoded {
        #expect(error.exitStatus != .failed)
        throw error
      } catch {
        // The parser's own complaints are its business.
      }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}

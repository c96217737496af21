import ConvModel
import Foundation

/// A folder that `TensorDump` wrote, or another framework in the same form.
struct TensorFolder {
  let manifest: TensorManifest
  /// Every tensor of the definition; `input` and outputs are no part of it.
  let supplied: SuppliedTensors
  /// `nchw`, if the folder has one.
  let input: SuppliedTensor?

  /// Reads the manifest and every tensor it lists but the outputs.
  init(reading folder: String) throws(TensorFolderError) {
    let root = URL(fileURLWithPath: folder, isDirectory: true)
    let manifest = try Self.readManifest(
      root.appendingPathComponent(TensorManifest.fileName).path)
    var named: [String: SuppliedTensor] = [:]
    for (name, entry) in manifest.tensors.sorted(by: { $0.key < $1.key }) {
      if name == TensorDump.outputName || name == TensorDump.kernelOutputName { continue }
      guard !entry.file.contains("/"), entry.file != "..", !entry.file.isEmpty else {
        throw .fileName(tensor: name, file: entry.file)
      }
      let path = root.appendingPathComponent(entry.file).path
      let tensor: SuppliedTensor
      do { tensor = try TensorFile.read(path) } catch { throw .tensor(error) }
      guard tensor.shape == entry.shape else {
        throw .shape(file: path, found: tensor.shape, expected: entry.shape)
      }
      named[name] = tensor
    }
    input = named.removeValue(forKey: TensorDump.inputName)
    var epsilons: [String: Double] = [:]
    for branch in manifest.branches { epsilons[branch.name] = branch.epsilon }
    supplied = SuppliedTensors(named: named, epsilons: epsilons)
    self.manifest = manifest
  }

  /// The tensors of the definition in `folder`, for `--weights DIR`.
  static func load(_ folder: String) throws(TensorFolderError) -> SuppliedTensors {
    try TensorFolder(reading: folder).supplied
  }

  private static func readManifest(_ path: String) throws(TensorFolderError) -> TensorManifest {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw .manifest(file: path, reason: error.localizedDescription)
    }
    // The schema is read first: a later one may lack what this one requires.
    struct Version: Decodable { var schema: String }
    do {
      let decoder = JSONDecoder()
      let found = try decoder.decode(Version.self, from: data).schema
      guard found == TensorManifest.currentSchema else {
        throw TensorFolderError.schema(file: path, found: found)
      }
      let manifest = try decoder.decode(TensorManifest.self, from: data)
      guard manifest.conventions == TensorManifest.Conventions() else {
        throw TensorFolderError.conventions(file: path)
      }
      return manifest
    } catch let error as TensorFolderError { throw error } catch {
      throw .manifest(file: path, reason: Self.reason(error))
    }
  }

  /// One line of a decoding error, with the key it is about.
  private static func reason(_ error: any Error) -> String {
    let context: DecodingError.Context
    switch error as? DecodingError {
    case .keyNotFound(let key, _)?: return "it has no '\(key.stringValue)'"
    case .typeMismatch(_, let found)?: context = found
    case .valueNotFound(_, let found)?: context = found
    case .dataCorrupted(let found)?: context = found
    // Another error says itself what it is.
    default: return error.localizedDescription
    }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? "it is no valid JSON object" : "'\(path)' has the wrong type"
  }
}

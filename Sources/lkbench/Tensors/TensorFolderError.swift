import ConvModel

/// Why a folder of tensors cannot be written or read; each case prints as one line.
enum TensorFolderError: Error, Hashable, CustomStringConvertible {
  case unwritable(folder: String, reason: String)
  case manifest(file: String, reason: String)
  case schema(file: String, found: String)
  case conventions(file: String)
  case fileName(tensor: String, file: String)
  case shape(file: String, found: [Int], expected: [Int])
  case tensor(TensorFileError)

  var description: String {
    switch self {
    case .unwritable(let folder, let reason): "cannot write into '\(folder)': \(reason)"
    case .manifest(let file, let reason): "cannot read '\(file)': \(reason)"
    case .schema(let file, let found):
      "'\(file)' has schema '\(found)'; '\(TensorManifest.currentSchema)' is read"
    case .conventions(let file):
      "'\(file)' states other conventions than this version's (cross-correlation, zero padding of "
        + "half the kernel, stride 1)"
    case .fileName(let tensor, let file):
      "tensor '\(tensor)' names the file '\(file)'; it must lie in the folder itself"
    case .shape(let file, let found, let expected):
      "'\(file)' has shape \(found), its manifest says \(expected)"
    case .tensor(let error): error.description
    }
  }
}

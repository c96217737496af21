extension SuppliedTensors {
  /// The named tensor's values if it was supplied, its shape checked.
  func values(_ name: String, shape: [Int]) throws(ProblemError) -> [Float]? {
    guard let tensor = named[name] else { return nil }
    return try tensor.checked(name: name, shape: shape)
  }

  /// `--weights`, as [C, K, K] or PyTorch's [C, 1, K, K].
  func mainWeights(shape: [Int]) throws(ProblemError) -> [Float]? {
    guard let weights else { return nil }
    return try weights.withoutUnitAxis().checked(name: "weights", shape: shape)
  }

  /// `--weights` of a shared kernel: [C, k′, k′], or [C, K, K] constant on the grid's cells.
  func sharedMainWeights(grid: SharingGrid, channels: Int) throws(ProblemError) -> [Float]? {
    guard let tensor = weights?.withoutUnitAxis() else { return nil }
    let expanded = [channels, grid.kernel, grid.kernel]
    let compact = [channels, grid.count, grid.count]
    guard tensor.shape == expanded, expanded != compact else {
      return try tensor.checked(name: "weights", shape: compact)
    }
    let (starts, cells, kernel) = (grid.starts, grid.cellOfOffset, grid.kernel)
    var result: [Float] = []
    for channel in 0..<channels {
      let plane = channel * kernel * kernel
      for row in 0..<kernel {
        for column in 0..<kernel {
          let corner = plane + starts[cells[row]] * kernel + starts[cells[column]]
          guard tensor.values[plane + row * kernel + column] == tensor.values[corner] else {
            throw .suppliedNotShared(channel: channel, row: row, column: column)
          }
        }
      }
      for row in starts {
        for column in starts { result.append(tensor.values[plane + row * kernel + column]) }
      }
    }
    return result
  }

  /// A branch's own mask, or its centred window of the merged kernel's `--mask`.
  func mask(
    _ name: String, kernel: Int, channels: Int, height: Int, width: Int
  ) throws(ProblemError) -> [UInt8]? {
    if let own = try values(name, shape: [channels, height, width]) { return try Self.bits(own) }
    guard let mask else { return nil }
    let whole = try mask.withoutUnitAxis().checked(name: "mask", shape: [channels, kernel, kernel])
    let (top, left) = ((kernel - height) / 2, (kernel - width) / 2)
    var window: [Float] = []
    for channel in 0..<channels {
      for row in 0..<height {
        let start = (channel * kernel + top + row) * kernel + left
        window += whole[start..<start + width]
      }
    }
    return try Self.bits(window)
  }

  func refuseMask(variant: String) throws(ProblemError) {
    if mask != nil { throw .suppliedNotTaken(name: "mask", variant: variant) }
  }

  func refuseMainWeights(variant: String) throws(ProblemError) {
    if weights != nil {
      throw .suppliedNotTaken(
        name: "single weight tensor (give --weights a folder written by verify --dump)",
        variant: variant)
    }
  }

  /// Refuses named tensors that no branch takes, which would otherwise be ignored silently.
  func refuseUnused(by branches: [BranchDefinition], variant: String) throws(ProblemError) {
    var taken: Set<String> = []
    for branch in branches {
      taken.insert("\(branch.name).weights")
      if branch.bias != nil { taken.insert("\(branch.name).bias") }
      if branch.mask != nil { taken.insert("\(branch.name).mask") }
      if branch.sharing?.positional != nil { taken.insert("\(branch.name).positional") }
      guard branch.normalization != nil else { continue }
      for part in ["gamma", "beta", "mean", "variance"] {
        taken.insert("\(branch.name).bn.\(part)")
      }
    }
    for name in named.keys.sorted() where !taken.contains(name) {
      throw .suppliedNotTaken(name: "tensor '\(name)'", variant: variant)
    }
  }

  private static func bits(_ values: [Float]) throws(ProblemError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(values.count)
    for value in values {
      guard value == 0 || value == 1 else { throw .maskNotBinary(value) }
      result.append(value == 0 ? 0 : 1)
    }
    return result
  }
}

extension SuppliedTensor {
  /// [C, 1, H, W] as [C, H, W]; other shapes as they are.
  fileprivate func withoutUnitAxis() -> SuppliedTensor {
    guard shape.count == 4, shape[1] == 1 else { return self }
    return SuppliedTensor(shape: [shape[0], shape[2], shape[3]], values: values)
  }

  /// The values, if the shape is the expected one.
  package func checked(name: String, shape expected: [Int]) throws(ProblemError) -> [Float] {
    guard shape == expected else {
      throw .suppliedShape(name: name, found: shape, expected: expected)
    }
    return values
  }
}

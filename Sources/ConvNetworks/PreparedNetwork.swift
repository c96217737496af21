package import ConvModel
import ConvPlanning

/// A whole network ready to run: every weight packed, every buffer planned and allocated.
///
/// Activations are `nhwc`. Runs allocate nothing and write their activations into the same memory.
package final class PreparedNetwork {
  package let network: Network
  /// Bytes of the tensors between layers, whose memory is shared by those not alive together.
  package let activationByteCount: Int
  /// Bytes of scratch tiles, sums and the workspaces of depthwise kernels.
  package let workspaceByteCount: Int
  /// Bytes of packed weights.
  package let weightByteCount: Int
  /// The planned depthwise layers with their algorithms, in order.
  package let algorithms: [(layer: Int, id: String)]
  /// Packed weights, for the cache policies that evict them.
  package let weightMemory: [UnsafeRawBufferPointer]

  private let steps: [NetworkStep]
  private let parameters: ParameterStore
  private let arena: AlignedBuffer<Float>
  private let tiles: TilePool
  private let input: UnsafeMutablePointer<Float>
  private let output: UnsafeMutablePointer<Float>
  private let team: ThreadTeam?
  private let programs: [PreparedProgram]
  private let call: UnsafeMutablePointer<StepCall>

  /// Why no network can be prepared in this build; `nil` where they can.
  package static var refusal: PreparationError? {
    MatrixProduct.isAvailable ? nil : .withoutOpenBLAS
  }

  /// Draws and packs the weights layer by layer, plans the depthwise layers and all memory; the input is
  /// the drawn one.
  ///
  /// - Throws: `PreparationError`, without OpenBLAS always.
  package init(_ weights: NetworkWeights, _ settings: NetworkSettings) throws(PreparationError) {
    if let refusal = Self.refusal { throw refusal }
    MatrixProduct.keepSingleThreaded()
    var compiler = NetworkCompiler(
      weights, settings, kernels: try Self.kernels(settings.planner.instructionSet))
    team = try Self.team(settings)
    try compiler.compile()
    let plan = BufferPlan(compiler.tensors)
    let arena = AlignedBuffer<Float>(repeating: 0, count: plan.total)
    let addresses = plan.offsets.map { arena.pointer + $0 }
    let tiles = TilePool(floats: compiler.tileFloats, members: settings.threads)
    let memory = NetworkCompiler.Memory(tensors: addresses, tiles: tiles.pointers)
    let steps = compiler.makers.map { $0(memory) }
    network = weights.network
    self.arena = arena
    self.tiles = tiles
    self.steps = steps
    parameters = compiler.parameters
    programs = compiler.programs.map(\.program)
    algorithms = compiler.programs.map { ($0.layer, $0.algorithm) }
    input = addresses[NetworkCompiler.input]
    output = addresses[compiler.current]
    activationByteCount = arena.byteCount
    workspaceByteCount = steps.reduce(
      parameters.scratchByteCount + tiles.byteCount
    ) { $0 + $1.workspaceByteCount }
    weightByteCount = programs.reduce(parameters.byteCount) { $0 + $1.weightByteCount }
    weightMemory = parameters.memory + programs.flatMap(\.weightMemory)
    call = .allocate(capacity: 1)
    call.initialize(to: StepCall(step: .passUnretained(NetworkStep()), times: nil))
    write(weights.input)
  }

  deinit { call.deallocate() }

  /// Computes the output from the input.
  ///
  /// Does not allocate, check, lock, print or throw. With `times`, the calling thread's time in each
  /// layer is added there; layers that are computed as part of another one have none.
  package func run(times: LayerTimes? = nil) {
    for step in steps {
      if let team, step.isShared {
        call.pointee = StepCall(
          step: .passUnretained(step), times: times.map { .passUnretained($0) })
        team.run(StepCall.body, call)
      } else {
        step.run(member: 0, times: times)
      }
    }
  }

  /// What went wrong in a run so far, in a library's words; `nil` for nothing.
  package var failure: String? { programs.lazy.compactMap(\.failure).first }

  /// Has the threads of the next run awake.
  package func wake() { team?.wake() }

  /// Replaces the input by `nchw` values.
  package func write(_ planes: [Float]) {
    precondition(planes.count == network.input.elementCount, "the values do not fill the input")
    let map = network.input
    planes.withUnsafeBufferPointer { source in
      for image in 0..<map.batch {
        for channel in 0..<map.channels {
          let plane = (image * map.channels + channel) * map.pixelCount
          let target = input + image * map.channels * map.pixelCount + channel
          for pixel in 0..<map.pixelCount {
            target[pixel * map.channels] = source[plane + pixel]
          }
        }
      }
    }
  }

  /// A copy of the output of the last run, `nchw`.
  package var result: [Float] {
    LayoutConversion.toPlanes(UnsafePointer(output), network.output, from: .nhwc)
  }

  private static func kernels(
    _ set: InstructionSet
  ) throws(PreparationError) -> any LayerKernels {
    do throws(PlanError) { return try LayerCatalog.layers(for: set) } catch {
      throw .kernels(error)
    }
  }

  private static func team(_ settings: NetworkSettings) throws(PreparationError) -> ThreadTeam? {
    guard settings.threads > 1 else { return nil }
    do throws(ThreadTeamError) {
      return try settings.teams.team(of: settings.threads)
    } catch {
      throw .threads(reason: error.description)
    }
  }
}

/// The step that a team runs, as its members read it, without counting references.
private struct StepCall {
  let step: Unmanaged<NetworkStep>
  let times: Unmanaged<LayerTimes>?

  static let body: @convention(c) (UnsafeRawPointer, Int) -> Void = { context, member in
    let call = context.assumingMemoryBound(to: StepCall.self).pointee
    // Times belong to the calling thread.
    let times = member == 0 ? call.times?.takeUnretainedValue() : nil
    call.step._withUnsafeGuaranteedRef { $0.run(member: member, times: times) }
  }
}

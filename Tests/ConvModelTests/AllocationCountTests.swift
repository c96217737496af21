import ConvModel
import Glibc
import TestSupport
import Testing

/// What the tests that say "does not allocate" rest on.
@Suite(
  "Counting of allocations",
  .enabled(if: AllocationCount.isCounting, "\(AllocationCount.whyNot)"))
struct AllocationCountTests {
  @Test("sees memory that is freed at once, by whatever name it was asked for")
  func freed() async {
    await #expect(processExitsWith: .success) {
      func count(_ name: String, _ body: () -> UnsafeMutableRawPointer?) {
        var memory: UnsafeMutableRawPointer?
        let requests = AllocationCount.during {
          memory = body()
          free(memory)
        }
        precondition(requests == 1 && memory != nil, "\(name): \(requests)")
      }
      count("malloc") { malloc(100) }
      count("malloc of more than the heap serves") { malloc(1 << 26) }
      count("calloc") { calloc(10, 10) }
      count("realloc") { realloc(nil, 100) }
      count("aligned_alloc") { aligned_alloc(64, 128) }
      count("posix_memalign") {
        var memory: UnsafeMutableRawPointer?
        return posix_memalign(&memory, 64, 100) == 0 ? memory : nil
      }
    }
  }

  @Test("sees mappings, what the Swift runtime asks for, and other threads")
  func others() async {
    await #expect(processExitsWith: .success) {
      let mapped = AllocationCount.during {
        let memory = mmap(nil, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(memory != MAP_FAILED && munmap(memory, 4096) == 0)
      }
      precondition(mapped == 1, "mmap: \(mapped)")
      let buffer = AllocationCount.during { _ = AlignedBuffer<Float>(repeating: 1, count: 3) }
      // The object and its memory, and what unoptimised code keeps on the heap.
      precondition(buffer >= 2, "buffer: \(buffer)")
      let array = AllocationCount.during {
        precondition(Array(repeating: getpid(), count: 100).last != 0)
      }
      precondition(array >= 1, "array: \(array)")
      var thread = pthread_t()
      let there = AllocationCount.during {
        let code = pthread_create(
          &thread, nil,
          { _ in
            free(malloc(10))
            return nil
          }, nil)
        precondition(code == 0 && pthread_join(thread, nil) == 0)
      }
      precondition(there >= 1, "thread: \(there)")
    }
  }

  @Test("counts nothing where nothing is asked for")
  func nothing() async {
    await #expect(processExitsWith: .success) {
      let buffer = AlignedBuffer<Float>(repeating: 1, count: 1000)
      let requests = AllocationCount.during {
        for index in 0..<buffer.count { buffer.pointer[index] += 1 }
      }
      precondition(requests == 0, "\(requests)")
    }
  }
}

import Glibc
import Testing

@testable import BenchCounters

@Suite("Accounts of getrusage")
struct RusageAccountTests {
  @Test("each reads its own field, times in nanoseconds")
  func fields() {
    var usage = rusage()
    usage.ru_utime = timeval(tv_sec: 2, tv_usec: 5)
    usage.ru_stime = timeval(tv_sec: 0, tv_usec: 999_999)
    usage.ru_minflt = 3
    usage.ru_majflt = 4
    usage.ru_nvcsw = 6
    usage.ru_nivcsw = 7
    let values = RusageAccount.allCases.map { $0.value(in: usage) }
    #expect(values == [2_000_005_000, 999_999_000, 3, 4, 6, 7])
  }
}

import Glibc

/// The version of the table of events that PAPI looks names up in.
package enum LibpfmVersion {
  /// Such as `4.13`; `nil` where PAPI was built with its own copy, or without the library.
  package static var installed: String? {
    guard let library = dlopen("libpfm.so.4", RTLD_NOW) else { return nil }
    defer { dlclose(library) }
    guard let symbol = dlsym(library, "pfm_get_version") else { return nil }
    typealias Version = @convention(c) () -> Int32
    // Major and minor in 16 bits each (perfmon/pfmlib.h).
    let version = unsafeBitCast(symbol, to: Version.self)()
    return "\(version >> 16).\(version & 0xffff)"
  }
}

import Glibc

/// An advisory lock on a folder, held until the value is released or the process ends.
///
/// The lock is on the folder itself and not on a file in it: files are replaced by renaming, which
/// would leave the lock on the old one, and a killed run leaves no lock file behind.
final class FolderLock: Sendable {
  private let descriptor: CInt

  /// Throws `folderInUse` if another writer holds the folder.
  init(_ path: String, isExclusive: Bool) throws(RecordError) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .fileOperation(action: "open", path: path, reason: FileSystem.lastErrorText)
    }
    guard flock(descriptor, (isExclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 else {
      // File systems without locks must not stop a run.
      if errno != EWOULDBLOCK { return }
      // Throwing releases the initialised value: deinit closes, and a second close would hit another's file.
      throw .folderInUse(path: path)
    }
  }

  /// Unlocks before closing: a child process that is just being started still shares the lock.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}

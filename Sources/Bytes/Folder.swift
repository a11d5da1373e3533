#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Folders that results are written to.
public enum Folder {
  /// Makes one, for its owner alone; false where that fails.
  public static func make(_ path: String) -> Bool { unsafe mkdir(path, 0o700) == 0 }

  /// Gives a file its name, unless that is taken; the old name is gone either way.
  public static func name(_ file: String, as name: String) -> Bool {
    let isNamed = unsafe link(file, name) == 0
    remove(file)
    return isNamed
  }

  /// Removes a file that was made here.
  public static func remove(_ file: String) { _ = unsafe unlink(file) }
}

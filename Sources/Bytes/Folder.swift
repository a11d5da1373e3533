#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Folders that results are written to.
public enum Folder {
  /// Makes one, for its owner alone; false where that fails.
  public static func make(_ path: String) -> Bool { unsafe mkdir(path, 0o700) == 0 }
}

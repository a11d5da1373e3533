#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The time of day of this machine. Nothing that evidence states depends on it.
public enum WallClock {
  /// Seconds since 1970, UTC.
  public static var seconds: Int64 {
    Int64(time(nil))
  }
}

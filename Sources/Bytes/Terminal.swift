#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `write` of the C library, whose name a method of `ByteBuffer` would hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  // SAFETY: the caller passes `count` readable bytes.
  unsafe write(descriptor, bytes, count)
}

extension ByteBuffer {
  /// One `write(2)` of the bytes from `start` on: how many were taken, or -1 and the error number.
  public func write(to descriptor: Int32, from start: Int) -> (taken: Int, error: Int32) {
    precondition(start >= 0 && start <= count, "ByteBuffer: write beyond the end")
    // SAFETY: start..<count lies inside the block, which stays where it is during the call.
    let taken = unsafe withBytes { unsafe systemWrite(descriptor, $0.baseAddress! + start, count - start) }
    return (taken, taken < 0 ? errno : 0)
  }
}

/// What the process must ask its terminal and its environment.
public enum Terminal {
  /// Whether the descriptor is a terminal.
  public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal: what `COLUMNS` says, else what the terminal says, else nil.
  public static func width(of descriptor: Int32) -> Int? {
    if let told = environment("COLUMNS"), let columns = Int(told), columns > 0 { return columns }
    var size = winsize()
    // SAFETY: TIOCGWINSZ fills the one structure it is given.
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// A variable of the environment; nil where it is not set.
  public static func environment(_ name: String) -> String? {
    // SAFETY: the text is copied before anything can change the environment; nothing here does.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}

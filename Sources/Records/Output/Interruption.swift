import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Ctrl-C and SIGTERM: the run stops at the next record, not inside one.
///
/// The first signal is noted and asked for between buffers of whole records; the second ends the process at once.
public enum Interruption {
  private static let signalNumber = Atomic<Int32>(0)

  /// Begins to note the signals.
  public static func watch() {
    // The value must exist before a signal handler may touch it.
    signalNumber.store(0, ordering: .sequentiallyConsistent)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.signalNumber.store(number, ordering: .sequentiallyConsistent)
        signal(number, SIG_DFL)
      }
    }
  }

  /// Whether to stop.
  public static var isRequested: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// The exit status that shells expect of an interrupted process: 128 and the number of the signal; nil where there
  /// was none.
  public static var status: Int32? {
    let number = signalNumber.load(ordering: .relaxed)
    return number == 0 ? nil : 128 + number
  }
}

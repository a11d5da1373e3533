import CArchive

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A child process with its ends of the pipes. Stopped and reaped at the latest with this value's end.
final class ChildProcess: @unchecked Sendable {
  // SAFETY (sendability): used by one thread at a time, as the streams over it are.
  let output: Descriptor
  private let commands: Descriptor
  private let process: pid_t
  private var isReaped = false

  /// Starts `executable` with the input on descriptor 0 (and 4, if there is a tail), frames on 1, orders on 3,
  /// and nothing on 2: what it might print of hostile names goes nowhere.
  init(_ executable: String, arguments: [String], input: Descriptor, tail: Descriptor?) throws(PathFailure) {
    var frames: [Int32] = [-1, -1]
    var orders: [Int32] = [-1, -1]
    // SAFETY: both arrays have two places.
    guard unsafe postmortem_pipe(&frames) == 0 else { throw PathFailure(errno: errno) }
    output = Descriptor(frames[0])
    let childOutput = Descriptor(frames[1])
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &orders) == 0 else { throw PathFailure(errno: errno) }
    commands = Descriptor(orders[0])
    let childOrders = Descriptor(orders[1])
    // Descriptors 0 to 4 are named anew below: what lies there in this process must not be overwritten first.
    let high = [input, childOutput, childOrders].map { fcntl($0.number, F_DUPFD_CLOEXEC, 10) }
    let highTail = tail.map { fcntl($0.number, F_DUPFD_CLOEXEC, 10) }
    defer { for number in high + (highTail.map { [$0] } ?? []) where number >= 0 { _ = close(number) } }
    guard high.allSatisfy({ $0 >= 0 }), highTail ?? 0 >= 0 else { throw PathFailure(errno: errno) }

    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    // SAFETY: both are initialised here, used for one spawn and destroyed; all strings live through the call.
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_adddup2(&actions, high[0], 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, high[1], 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, high[2], 3)
    if let highTail { unsafe posix_spawn_file_actions_adddup2(&actions, highTail, 4) }
    // The child dies by SIGPIPE when nobody reads it, whatever this process does with that signal.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var environment = ["SWIFT_BACKTRACE=enable=no", "LC_ALL=C.UTF-8"]
    if let libraries = unsafe getenv("LD_LIBRARY_PATH") {
      environment.append("LD_LIBRARY_PATH=" + (unsafe String(cString: libraries)))
    }
    var words = unsafe ([executable] + arguments).map { unsafe strdup($0) }
    var variables = unsafe environment.map { unsafe strdup($0) }
    unsafe words.append(nil)
    unsafe variables.append(nil)
    defer {
      for index in 0...arguments.count { unsafe free(words[index]) }
      for index in 0..<environment.count { unsafe free(variables[index]) }
    }
    var started: pid_t = 0
    let code = unsafe posix_spawn(&started, executable, &actions, &attributes, words, variables)
    guard code == 0 else { throw PathFailure(errno: code) }
    process = started
  }

  deinit { _ = stop() }

  /// Sends an order; false if the child is gone.
  func order(_ number: UInt64) -> Bool {
    let bytes = ArchiveFrame.number(number, bytes: 4)
    // SAFETY: four bytes of the array. Without a signal if the other end is closed.
    return unsafe bytes.withUnsafeBytes {
      unsafe send(commands.number, $0.baseAddress, 4, Int32(MSG_NOSIGNAL)) == 4
    }
  }

  /// Reads what the child says, at most `seconds` silent. 0: it closed its end. Nil: silent for too long.
  func read(_ room: UnsafeMutableRawBufferPointer, silence seconds: UInt64) -> Int? {
    while true {
      var wait = pollfd(fd: output.number, events: Int16(POLLIN), revents: 0)
      // SAFETY: one pollfd, alive during the call.
      let ready = unsafe poll(&wait, 1, Int32(clamping: seconds &* 1000))
      if ready == 0 { return nil }
      if ready < 0 {
        if errno == EINTR { continue }
        return 0
      }
      // SAFETY: at most `room.count` bytes are written into `room`.
      let count = unsafe Glibc.read(output.number, room.baseAddress, room.count)
      if count < 0, errno == EINTR { continue }
      return max(0, count)
    }
  }

  /// Kills the child if it still runs, and reaps it. What it died of: nil if it ended well or was reaped before.
  @discardableResult
  func stop(isExpected: Bool = true) -> String? {
    if isReaped { return nil }
    isReaped = true
    if isExpected { _ = kill(process, SIGKILL) }
    var status: Int32 = 0
    // SAFETY: `status` lives through the call.
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    if isExpected { return nil }
    let signal = status & 0x7f
    if signal == 0 {
      let code = status >> 8 & 0xff
      return code == 0 ? nil : "ended with status \(code)"
    }
    switch signal {
    case SIGXCPU: return "used up its processor time (limit child seconds)"
    case SIGKILL: return "was killed (signal 9; memory or processor time may have run out)"
    case SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGTRAP, SIGFPE: return "crashed (signal \(signal))"
    default: return "was ended by signal \(signal)"
    }
  }
}

import CArchive
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The archive reader's side of the child process.
///
/// libarchive is the right library and not a safe one: it runs here and only here, with the archive on
/// descriptor 0, frames (`ArchiveFrame`) on 1, orders on 3. Before it looks at a byte the process gives up
/// memory, processor time, descriptors and every right to write or to gain rights.
public enum ArchiveChild {
  /// If the arguments ask for it (they begin with the hidden `--archive-child`), does the child's work and never
  /// returns. To be called first in `main`.
  public static func runIfAsked(arguments: [String] = CommandLine.arguments) {
    guard arguments.count > 1, arguments[1] == ArchiveOrder.flag else { return }
    guard let order = ArchiveOrder(Array(arguments[1...])) else { exit(2) }
    postmortem_close_from(order.hasTail ? 5 : 4)
    confine(order)
    let frames = ArchiveFrameWriter()
    guard order.mode == .members else {
      ArchiveWalk(order, frames).run()
      exit(0)
    }
    // One archive after the other: the parent puts each where the last one lay, and says so.
    while true {
      _ = ArchiveWalk.command()
      limit(RLIMIT_CPU, usedSeconds() + order.limits.childSeconds, most: .max)
      ArchiveWalk(order, frames).run()
    }
  }

  /// Processor time of this process, begun seconds counted whole.
  private static func usedSeconds() -> UInt64 {
    var time = timespec()
    // SAFETY: `time` lives through the call.
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) + 1
  }

  private static func confine(_ order: ArchiveOrder) {
    limit(RLIMIT_AS, order.limits.childMemoryBytes)
    let seconds = order.limits.childSeconds
    limit(RLIMIT_CPU, seconds, most: order.mode == .members ? seconds &* HeldArchive.reuse : seconds)
    limit(RLIMIT_NOFILE, 16)
    limit(RLIMIT_FSIZE, 0)
    limit(RLIMIT_CORE, 0)
    _ = postmortem_give_up_rights()
    // Names in archives are converted by the locale; this one does not depend on where we run.
    _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
  }

  private static func limit(_ resource: __rlimit_resource, _ value: UInt64) {
    limit(resource, value, most: value)
  }

  /// Bounds a resource by `value`, which this process can raise again up to `most`; no higher than what already is `most`.
  private static func limit(_ resource: __rlimit_resource, _ value: UInt64, most: UInt64) {
    var bound = rlimit()
    // SAFETY: `bound` lives through the call.
    _ = unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &bound)
    bound.rlim_max = min(bound.rlim_max, rlim_t(most))
    bound.rlim_cur = min(rlim_t(value), bound.rlim_max)
    // SAFETY: `bound` lives through the call.
    _ = unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &bound)
  }
}

/// Frames to descriptor 1. Ends the process when nobody reads them.
final class ArchiveFrameWriter {
  private var lastSent = ArchiveFrameWriter.now()

  private static func now() -> Int {
    var time = timespec()
    // SAFETY: `time` lives through the call.
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }

  func send(_ frame: ArchiveFrame, _ payload: [UInt8] = []) {
    // SAFETY: the array's storage, alive during the call.
    unsafe payload.withUnsafeBytes { unsafe send(frame, $0) }
  }

  func send(_ frame: ArchiveFrame, _ payload: UnsafeRawBufferPointer) {
    let header = [frame.rawValue] + ArchiveFrame.number(UInt64(payload.count), bytes: 4)
    // SAFETY: the array's storage, alive during the call.
    unsafe header.withUnsafeBytes { unsafe write($0) }
    unsafe write(payload)
    lastSent = ArchiveFrameWriter.now()
  }

  /// A sign of life, at most one a second.
  func alive() {
    if ArchiveFrameWriter.now() > lastSent { send(.alive) }
  }

  private func write(_ bytes: UnsafeRawBufferPointer) {
    var done = 0
    while done < bytes.count {
      // SAFETY: the rest of the caller's block.
      let count = unsafe Glibc.write(1, bytes.baseAddress.unsafelyUnwrapped + done, bytes.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        exit(3)
      }
      done += count
    }
  }
}

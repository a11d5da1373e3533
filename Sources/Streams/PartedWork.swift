import Bytes
import Dispatch

/// Work that falls into parts which have nothing to do with each other.
public enum PartedWork {
  /// Calls `body` with every number of `0..<parts`, side by side, and returns when all are done. The first part runs on
  /// the caller's thread.
  ///
  /// What `body` changes must belong to the part of its number: the compiler cannot see that it does.
  public static func perform(_ parts: Int, _ body: (Int) -> Void) {
    if parts == 1 {
      body(0)
      return
    }
    withoutActuallyEscaping(body) { body in
      let shared = Shared(body: body)
      let others = DispatchGroup()
      for part in 1..<parts {
        lanes[part % lanes.count].async(group: others) { shared.body(part) }
      }
      shared.body(0)
      others.wait()
    }
  }

  /// Gives `value` up on a thread that nobody waits for: large tables take a while to be freed.
  public static func release<Value: Sendable>(_ value: consuming Value) {
    let given = value
    DispatchQueue.global().async { _ = given }
  }

  /// Serial queues have threads of their own: segments that wait to be folded occupy all those of a concurrent queue,
  /// and the caller would do every part himself.
  private static let lanes = (0..<max(1, Processors.count)).map {
    DispatchQueue(label: "postmortem.part.\($0)")
  }

  private struct Shared: @unchecked Sendable {
    // SAFETY: the caller of `perform` answers for it that parts do not meet; the call outlives all of them.
    let body: (Int) -> Void
  }
}

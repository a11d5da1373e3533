import Dispatch

/// Takes values one after the other, in the order in which they are given, on a thread of its own, while whoever gives
/// them goes on.
///
/// At most `depth` values wait; whoever gives one more waits, too. What is done with is kept for `spare`: its memory is
/// worth keeping.
public final class BackgroundWork<Value: ~Copyable & Sendable>: @unchecked Sendable {
  // SAFETY: `body` runs on the serial queue only; what it changes belongs to it until `finish` has returned.
  private let queue = DispatchQueue(label: "postmortem.background")
  private let room = DispatchSemaphore(value: 0)
  private let spares: Spares<Value>
  private let body: (inout Value) -> Void

  public init(depth: Int, _ body: @escaping (inout Value) -> Void) {
    self.body = body
    spares = Spares(limit: depth + 1)
    for _ in 0..<depth { room.signal() }
  }

  public func give(_ value: consuming Value) {
    room.wait()
    let held = Held(value)
    queue.async { [self] in
      if var value = held.take() {
        body(&value)
        spares.give(value)
      }
      room.signal()
    }
  }

  /// A value that is done with; nil where none is.
  public func spare() -> Value? { spares.take() }

  /// Waits until all that was given is done.
  public func finish() { queue.sync {} }
}

import Dispatch

/// Values whose memory is worth keeping, on their way from a thread that has done with one to a thread that needs one.
///
/// Memory that is given back on one thread and taken anew on another goes through the kernel each time, page by page:
/// a tenth of a run's time. At most `limit` values are kept.
public final class Spares<Value: ~Copyable & Sendable>: @unchecked Sendable {
  // SAFETY: `kept` changes under `lock`.
  private let lock = DispatchSemaphore(value: 1)
  private var kept: [Held<Value>] = []
  private let limit: Int

  public init(limit: Int = 16) { self.limit = limit }

  /// One of the values that were given; nil where none is left.
  public func take() -> Value? {
    lock.wait()
    let held = kept.popLast()
    lock.signal()
    return held?.take()
  }

  /// Keeps `value` for whoever asks next.
  public func give(_ value: consuming Value) {
    let held = Held(value)
    lock.wait()
    if kept.count < limit { kept.append(held) }
    lock.signal()
  }
}

/// Holds a value that arrays and closures cannot.
final class Held<Value: ~Copyable & Sendable>: @unchecked Sendable {
  // SAFETY: whoever gives it to another thread touches it no more.
  private var value: Value?

  init(_ value: consuming Value) { self.value = consume value }

  func take() -> Value? {
    var taken: Value? = nil
    swap(&taken, &value)
    return taken
  }
}

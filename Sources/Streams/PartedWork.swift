import Bytes
import Dispatch
import Synchronization

/// Work that falls into parts which have nothing to do with each other.
public enum PartedWork {
  /// Calls `body` with every number of `0..<parts`, side by side, and returns when all are done.
  ///
  /// `jobs` threads, the caller's among them, take one part after the other, whoever is free: where other work keeps
  /// the processors busy, the caller does most of them himself and waits for no thread that has begun none.
  /// What `body` changes must belong to the part of its number: the compiler cannot see that it does.
  public static func perform(_ parts: Int, jobs: Int, _ body: (Int) -> Void) {
    guard parts > 1, jobs > 1 else {
      for part in 0..<parts { body(part) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let round = Round(parts, body)
      for helper in 0..<min(jobs - 1, parts - 1, lanes.count) {
        lanes[helper].async { round.takeParts() }
      }
      round.takeParts()
      round.end()
    }
  }

  /// Gives `value` up on a thread that nobody waits for: large tables take a while to be freed.
  public static func release<Value: Sendable>(_ value: consuming Value) {
    let given = value
    DispatchQueue.global().async { _ = given }
  }

  /// Serial queues have threads of their own, whatever waits in the concurrent ones.
  private static let lanes = (0..<max(1, Processors.count)).map {
    DispatchQueue(label: "postmortem.part.\($0)")
  }

  /// The parts of one call, taken in the order of their numbers.
  private final class Round: @unchecked Sendable {
    // SAFETY: the caller of `perform` answers for it that parts do not meet. `body` is called between the taking of a
    // part and its being counted as done, and `end` returns when all are: who comes later finds no part and leaves
    // `body` alone.
    private var body: ((Int) -> Void)?
    private let parts: Int
    private let taken = Atomic(0)
    private let done = Atomic(0)
    private let finished = DispatchSemaphore(value: 0)

    init(_ parts: Int, _ body: @escaping (Int) -> Void) {
      self.parts = parts
      self.body = body
    }

    func takeParts() {
      while true {
        let part = taken.add(1, ordering: .relaxed).oldValue
        guard part < parts else { return }
        call(part)
        if done.add(1, ordering: .acquiringAndReleasing).newValue == parts { finished.signal() }
      }
    }

    /// Apart, so that no reference to `body` is left when the part is counted.
    @inline(never)
    private func call(_ part: Int) { body?(part) }

    /// Waits for the parts that others have taken.
    func end() {
      finished.wait()
      body = nil
    }
  }
}

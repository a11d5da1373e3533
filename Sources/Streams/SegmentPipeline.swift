import Bytes
import Dispatch
public import Model

/// Folds segments in parallel and absorbs what came of them in the order of the evidence.
///
/// `jobs` threads work: the caller's absorbs, and folds where what it needs is not ready yet; the others fold. One more
/// reads segments ahead. With one job everything happens on the caller's thread. The order of absorbing, and so every
/// answer, is the same for any number of jobs.
/// Memory: at most `6 * jobs` segments and their partial results are alive beside the one that is being absorbed: the
/// others go on while messages are settled.
public enum SegmentPipeline {
  /// What the absorbing side learns about a segment beside its partial result.
  public struct Progress: Sendable {
    /// Index of the stream that the segment came from.
    public var stream: Int
    /// All streams have been read up to this time: what lies before it is complete. `.unknown` while a stream
    /// without times is being read; `Int64.max` microseconds at the end.
    public var watermark: Timestamp
    /// Stored bytes that were read for the segment, before decompression.
    public var storedBytes: UInt64
  }

  /// Runs all segments of `plan` through `fold` and `absorb`; `absorb` returns false to stop.
  public static func run<Partial: ~Copyable & Sendable>(
    _ plan: StreamPlan, jobs: Int,
    fold: @escaping @Sendable (borrowing Segment) -> Partial,
    absorb: (consuming Partial, Progress) -> Bool
  ) {
    if jobs <= 1 {
      while let segment = plan.next() {
        let progress = Progress(
          stream: segment.stream, watermark: plan.watermark, storedBytes: segment.storedBytes)
        let partial = fold(segment)
        plan.spares.give(segment.bytes)
        if !absorb(partial, progress) { return }
      }
      return
    }
    let feed = Feed<Partial>(depth: 6 * jobs, plan.spares, fold)
    feed.start(plan, workers: jobs - 1)
    while let task = feed.next() {
      let result = feed.result(of: task)
      feed.release()
      if !absorb(result, task.progress) { break }
    }
    feed.stop()
  }
}

/// Reads ahead on a thread of its own, has segments folded, and gives the tasks back in order.
private final class Feed<Partial: ~Copyable & Sendable>: @unchecked Sendable {
  // SAFETY: `tasks`, `unstarted` and `isStopped` change under `lock`; the plan is used by the reading thread alone.
  private let lock = DispatchSemaphore(value: 1)
  private let room = DispatchSemaphore(value: 0)
  private let ready = DispatchSemaphore(value: 0)
  private let work = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)
  /// What was read and not absorbed, in the order of the evidence; nil stands for the end.
  private var tasks: [Task<Partial>?] = []
  /// Those of them that no thread has taken.
  private var unstarted: [Task<Partial>] = []
  private var isStopped = false
  private let spares: Spares<ByteBuffer>
  private let fold: @Sendable (borrowing Segment) -> Partial

  init(depth: Int, _ spares: Spares<ByteBuffer>, _ fold: @escaping @Sendable (borrowing Segment) -> Partial) {
    self.spares = spares
    self.fold = fold
    for _ in 0..<depth { room.signal() }
  }

  func start(_ plan: StreamPlan, workers: Int) {
    let source = Handed(plan)
    for number in 0..<workers {
      DispatchQueue(label: "postmortem.fold.\(number)").async { [self] in
        repeat { work.wait() } while foldNext()
      }
    }
    DispatchQueue(label: "postmortem.read").async { [self] in
      while true {
        room.wait()
        lock.wait()
        let stops = isStopped
        lock.signal()
        guard !stops, let segment = source.plan.next() else { break }
        let progress = SegmentPipeline.Progress(
          stream: segment.stream, watermark: source.plan.watermark, storedBytes: segment.storedBytes)
        put(Task<Partial>(segment, progress))
        work.signal()
      }
      put(nil)
      // Who finds nothing to do then is done.
      for _ in 0..<workers { work.signal() }
      finished.signal()
    }
  }

  private func put(_ task: Task<Partial>?) {
    lock.wait()
    tasks.append(task)
    if let task { unstarted.append(task) }
    lock.signal()
    ready.signal()
  }

  /// Folds the oldest segment that no thread has taken; false where there is none.
  private func foldNext() -> Bool {
    lock.wait()
    let task = unstarted.isEmpty ? nil : unstarted.removeFirst()
    lock.signal()
    task?.run(fold, spares)
    return task != nil
  }

  /// The next task in the order of the evidence; nil at the end.
  func next() -> Task<Partial>? {
    ready.wait()
    lock.wait()
    let task = tasks.removeFirst()
    lock.signal()
    return task
  }

  /// What came of `task`. Folds it, or others while it is another thread's, as long as there is something to fold.
  func result(of task: Task<Partial>) -> Partial {
    while !task.isDone(by: .now()) {
      let isAsked = work.wait(timeout: .now()) == .success
      if isAsked, foldNext() { continue }
      // It was a worker's, to tell it the end.
      if isAsked { work.signal() }
      _ = task.isDone(by: .distantFuture)
      break
    }
    return task.result()
  }

  /// A task's result was taken: there is room for another.
  func release() { room.signal() }

  /// Ends the reading and waits until no thread works on the evidence any more.
  func stop() {
    lock.wait()
    isStopped = true
    lock.signal()
    room.signal()
    finished.wait()
    while !tasks.isEmpty { _ = tasks.removeFirst()?.isDone(by: .distantFuture) }
  }
}

/// The plan on its way to the reading thread.
private final class Handed: @unchecked Sendable {
  // SAFETY: the thread that made it does not touch the plan until the reading has finished.
  let plan: StreamPlan
  init(_ plan: StreamPlan) { self.plan = plan }
}

/// One segment on its way through the thread that folds it.
private final class Task<Partial: ~Copyable & Sendable>: @unchecked Sendable {
  // SAFETY: `segment` is taken by the one thread that runs the task, `partial` is taken after `done` was signalled.
  private var segment: Segment?
  private var partial: Partial?
  let progress: SegmentPipeline.Progress
  private let done = DispatchSemaphore(value: 0)

  init(_ segment: consuming Segment, _ progress: SegmentPipeline.Progress) {
    self.segment = consume segment
    self.progress = progress
  }

  func run(_ fold: (borrowing Segment) -> Partial, _ spares: Spares<ByteBuffer>) {
    var taken: Segment? = nil
    swap(&taken, &segment)
    guard let work = taken else { preconditionFailure("SegmentPipeline: a task ran twice") }
    partial = fold(work)
    spares.give(work.bytes)
    done.signal()
  }

  /// Waits until the segment is folded, or it is `time`; whether it is folded. Not to be asked again once it was.
  func isDone(by time: DispatchTime) -> Bool { done.wait(timeout: time) == .success }

  /// What came of it, once it is done.
  func result() -> Partial {
    var taken: Partial? = nil
    swap(&taken, &partial)
    guard let result = taken else { preconditionFailure("SegmentPipeline: no result") }
    return result
  }
}

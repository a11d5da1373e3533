import Bytes
import Dispatch
public import Model

/// Folds segments in parallel and absorbs what came of them in the order of the evidence.
///
/// The caller's thread reads segments and absorbs; `jobs` worker threads fold. With one job everything happens on the
/// caller's thread. The order of absorbing, and so every answer, is the same for any number of jobs.
/// Memory: at most `jobs` + 2 segments and their partial results are alive.
public enum SegmentPipeline {
  /// What the absorbing side learns about a segment beside its partial result.
  public struct Progress: Sendable {
    /// Index of the stream that the segment came from.
    public var stream: Int
    /// All streams have been read up to this time: what lies before it is complete. `.unknown` while a stream
    /// without times is being read; `Int64.max` microseconds at the end.
    public var watermark: Timestamp
    /// Bytes of the segment.
    public var bytes: Int
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
          stream: segment.stream, watermark: plan.watermark, bytes: segment.bytes.count)
        if !absorb(fold(segment), progress) { return }
      }
      return
    }
    let queue = DispatchQueue(label: "postmortem.fold", attributes: .concurrent)
    let depth = jobs + 2
    var pending: [Task<Partial>] = []
    var isAtEnd = false
    while true {
      while !isAtEnd, pending.count < depth {
        guard let segment = plan.next() else {
          isAtEnd = true
          break
        }
        let progress = Progress(
          stream: segment.stream, watermark: plan.watermark, bytes: segment.bytes.count)
        let task = Task<Partial>(segment, progress)
        queue.async { task.run(fold) }
        pending.append(task)
      }
      guard !pending.isEmpty else { return }
      let task = pending.removeFirst()
      if !absorb(task.result(), task.progress) {
        for rest in pending { rest.wait() }
        return
      }
    }
  }
}

/// One segment on its way through a worker.
private final class Task<Partial: ~Copyable & Sendable>: @unchecked Sendable {
  // SAFETY: `segment` is taken by the one worker that runs the task, `partial` is taken after `done` was signalled.
  private var segment: Segment?
  private var partial: Partial?
  let progress: SegmentPipeline.Progress
  private let done = DispatchSemaphore(value: 0)

  init(_ segment: consuming Segment, _ progress: SegmentPipeline.Progress) {
    self.segment = consume segment
    self.progress = progress
  }

  func run(_ fold: (borrowing Segment) -> Partial) {
    var taken: Segment? = nil
    swap(&taken, &segment)
    guard let work = taken else { preconditionFailure("SegmentPipeline: a task ran twice") }
    partial = fold(work)
    done.signal()
  }

  func wait() { done.wait() }

  func result() -> Partial {
    done.wait()
    var taken: Partial? = nil
    swap(&taken, &partial)
    guard let result = taken else { preconditionFailure("SegmentPipeline: no result") }
    return result
  }
}

import Streams
import Synchronization
import Testing

@Suite struct PartedWorkTests {
  /// How often each part was done.
  final class Counts: Sendable {
    let each: Mutex<[Int]>
    init(_ parts: Int) { each = Mutex(Array(repeating: 0, count: parts)) }
    func count(_ part: Int) { each.withLock { $0[part] += 1 } }
    var all: [Int] { each.withLock { $0 } }
  }

  @Test(arguments: [0, 1, 2, 7, 100], [0, 1, 2, 8])
  func `every part is done once`(parts: Int, jobs: Int) {
    let counts = Counts(parts)
    PartedWork.perform(parts, jobs: jobs) { counts.count($0) }
    #expect(counts.all == Array(repeating: 1, count: parts))
  }

  @Test func `the parts are done when the call returns, in thousands of calls`() {
    let box = Counts(3)
    for round in 1...5000 {
      PartedWork.perform(3, jobs: 3) { box.count($0) }
      let all = box.all
      if all != [round, round, round] {
        Issue.record("round \(round): \(all)")
        return
      }
    }
  }

  @Test func `a call within a part waits for no thread that is busy with parts itself`() {
    let counts = Counts(64)
    PartedWork.perform(8, jobs: 8) { outer in
      PartedWork.perform(8, jobs: 8) { counts.count(outer * 8 + $0) }
    }
    #expect(counts.all == Array(repeating: 1, count: 64))
  }
}

import Streams
import Synchronization
import Testing

@Suite struct BackgroundWorkTests {
  @Test func `what is given is done in its order, and all of it when finish returns`() {
    let done = Mutex<[Int]>([])
    let work = BackgroundWork<[Int]>(depth: 3) { values in
      done.withLock { $0 += values }
      values.removeAll(keepingCapacity: true)
    }
    var taken = 0
    for round in 0..<500 {
      var values = work.spare() ?? []
      if !values.isEmpty { taken += 1 }
      values += [round * 2, round * 2 + 1]
      work.give(values)
    }
    work.finish()
    #expect(done.withLock { $0 } == Array(0..<1_000))
    #expect(taken == 0)
    #expect(work.spare() != nil)
  }

  @Test func `no more than its depth waits`() {
    let running = Mutex(0)
    let work = BackgroundWork<[UInt8]>(depth: 2) { _ in running.withLock { $0 += 1 } }
    for given in 1...300 {
      work.give([])
      // Of what was given, all but the two that may wait is done.
      #expect(running.withLock { $0 } >= given - 2)
    }
    work.finish()
    #expect(running.withLock { $0 } == 300)
  }
}

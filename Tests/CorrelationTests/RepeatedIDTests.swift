import Correlation
import Model
import Testing

/// Logs in which few ids are given to many messages within one second, with ends missing and lines out of order. No
/// server writes such a log; a forger can, and what is said of it must not depend on where it was cut.
@Suite struct RepeatedIDTests {
  static func traffic(_ seed: UInt64, count: Int, goesBack: Bool = false) -> [MessageBench.Entry] {
    var random = SeededNumbers(state: seed)
    func pick(_ all: [String]) -> String { all[Int.random(in: 0..<all.count, using: &random)] }
    let ids = (0..<(goesBack ? 400 : 5)).map { "10HmaX-000000005vi-\(1000 + $0)" }
    let users = ["ann@a.example", "bob@b.example", "eve@c.example"]
    let messageIDs = [" id=m1@a.example", " id=m2@a.example", ""]
    var lines: [MessageBench.Entry] = []
    for number in 0..<count {
      let id = pick(ids)
      let isLate = Int.random(in: 0..<20, using: &random) == 0
      let at = Double(number) * 0.0001 + (isLate ? 250 : 0) + (goesBack && number / 500 % 2 == 0 ? 9000 : 0)
      let text =
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1: "<= \(pick(users)) H=(a) [192.0.2.7] P=esmtp S=500\(pick(messageIDs))"
        case 2: "<= \(pick(users)) U=CALLER P=local S=300 for \(pick(users))"
        case 3: "<= <> R=\(pick(ids)) U=EXIMUSER P=local S=900"
        case 4: "=> \(pick(users)) R=all T=smtp H=127.0.0.1 [127.0.0.1] C=\"250 OK id=\(pick(ids))\""
        case 5: "=> \(pick(users)) R=all T=smtp H=127.0.0.1 [127.0.0.1] C=\"250 OK\""
        case 6: "-> \(pick(users)) R=local T=local_delivery"
        case 7: "== \(pick(users)) R=all T=smtp defer (111): Connection refused"
        case 8: "** \(pick(users)): Unrouteable address"
        case 9: "H=(a) [192.0.2.7] F=<\(pick(users))> rejected after DATA: no"
        case 10: "=> /dev/null <\(pick(users))> R=null T=**bypassed**"
        case 11: "error message sent to \(pick(users))"
        default: "Completed"
        }
      lines.append(.init(line: MessageLife.line(at, "mx1", "exim[7]", "\(id) \(text)")))
    }
    return lines
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func `cuts never change the messages of ids that repeat`(seed: UInt64) {
    let bench = MessageBench(entries: Self.traffic(seed, count: 400))
    let whole = bench.messages()
    #expect(whole.count > 30)
    var random = SeededNumbers(state: seed &* 77)
    for pieces in [2, 7, 64] {
      let cut = bench.messages(cutInto: pieces, &random)
      #expect(MessageBench.difference(cut, whole) == nil)
    }
  }

  /// What is settled at a checkpoint was decided before the lines behind it were seen. Where the clock goes back behind
  /// what a checkpoint was told, its place shows; what lies between two checkpoints may still be cut as one likes.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `with a clock that goes back, cuts between checkpoints never change the messages`(seed: UInt64) {
    let bench = MessageBench(entries: Self.traffic(seed, count: 6000, goesBack: true))
    let latest = bench.latest
    var random = SeededNumbers(state: seed)
    let stretches = MessageCutTests.ranges(bench.entries.count, pieces: 3, &random)
    func messages(cutEach pieces: Int) -> (early: Int, all: [String]) {
      var fold = MessageFold()
      var found: [String] = []
      for stretch in stretches {
        for range in MessageCutTests.ranges(stretch.count, pieces: pieces, &random) {
          var part = bench.fold(stretch.lowerBound + range.lowerBound..<stretch.lowerBound + range.upperBound)
          fold.absorb(&part)
        }
        fold.checkpoint(watermark: latest[stretch.upperBound]) { found.append(MessageBench.dump($0)) }
      }
      let early = found.count
      fold.finish { found.append(MessageBench.dump($0)) }
      return (early, found)
    }
    let whole = messages(cutEach: 1)
    #expect(whole.early > 0)
    for pieces in [2, 7, 64] {
      #expect(MessageBench.difference(messages(cutEach: pieces).all, whole.all) == nil)
    }
  }
}

import Bytes
import Correlation
import Model
import Testing

/// Numbers that are the same on every run.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Hashing.mix(state, 0xBF58_476D_1CE4_E5B9)
  }
}

extension MessageBench {
  /// The messages where the lines are cut at random places and the pieces absorbed in a random grouping.
  func messages(cutInto pieces: Int, _ random: inout SeededNumbers) -> [String] {
    let ranges = MessageCutTests.ranges(entries.count, pieces: pieces, &random)
    var fold = MessageCutTests.grouped(self, ranges[...], &random)
    return finish(&fold)
  }
}

@Suite struct MessageCutTests {
  /// Life cycles that overlap, of three hosts, with ids that repeat, pids that repeat, cut transactions, bounces.
  static func traffic(_ seed: UInt64, count: Int) -> [MessageBench.Entry] {
    var random = SeededNumbers(state: seed)
    var timed: [(at: Double, order: Int, entry: MessageBench.Entry)] = []
    func add(_ lines: [String], _ folder: UInt32, from index: Int, jitter: inout SeededNumbers) {
      for (number, line) in lines.enumerated() {
        // Some lines get lost, as at the ends of the evidence.
        if Int.random(in: 0..<40, using: &jitter) == 0 { continue }
        timed.append((seconds(line), index * 100 + number, .init(line: line, folder: folder)))
      }
    }
    func seconds(_ line: String) -> Double {
      let part = line.dropFirst(11).prefix(15).split(separator: ":").compactMap { Double($0) }
      return part[0] * 3600 + part[1] * 60 + part[2]
    }
    for number in 0..<count {
      let at = Double.random(in: 100..<4000, using: &random)
      let id = "A0000\(Int.random(in: 10_000..<10_040, using: &random))"
      let next = "4Y\(1_000_000 + number)zB7"
      let kind = Int.random(in: 0..<8, using: &random)
      var one = MessageLife(
        id: id, at: at, messageID: "m\(kind == 7 ? 0 : number)@a.example", pid: 100 + number % 5)
      one.isRemoved = kind != 1
      let relay = "store1.b.example[203.0.113.11]"
      switch kind {
      case 0...3:
        one.deliveries = [
          MessageLife.remote("u\(number)@b.example", relay: relay, "250 2.0.0 Ok: queued as \(next)"),
          MessageLife.local("v@b.example"),
        ]
        let second = MessageLife(
          host: "store1", id: next, at: at + Double.random(in: -30...30, using: &random),
          messageID: one.messageID, client: "mx1.b.example[203.0.113.10]", pid: 100 + number % 3,
          deliveries: [MessageLife.local("u\(number)@b.example")])
        if kind < 3 { add(second.lines, 1, from: count + number, jitter: &random) }
      case 4:
        one.deliveries = [
          MessageLife.remote("x@c.example", relay: "mx.c.example[198.51.100.3]", "bounced", "550 no")
        ]
        var bounce = MessageLife(
          id: "B0000\(number)", at: at + 0.5, messageID: "b\(number)@mx1", sender: "", client: nil)
        bounce.deliveries = [MessageLife.local("ann@a.example")]
        add(
          [one.line(0.6, "postfix/bounce[3]", "\(id): sender non-delivery notification: B0000\(number)")]
            + bounce.lines, 0, from: 2 * count + number, jitter: &random)
      case 5:
        one.deliveries = [
          MessageLife.remote("x@c.example", relay: "mx.c.example[198.51.100.3]", "deferred", "timeout"),
          MessageLife.remote("x@c.example", relay: "mx.c.example[198.51.100.3]", "250 Ok"),
        ]
      default: one.deliveries = [MessageLife.local("w@b.example")]
      }
      var lines = one.lines
      if number % 3 == 0 {
        lines.insert(
          one.line(
            0.05, "postfix/smtpd[\(one.pid)]",
            "Anonymous TLS connection established from mail.a.example[192.0.2.7]: TLSv1.3 with cipher X (256/256 bits)"
          ),
          at: 1)
      }
      if number % 11 == 0 {
        lines.insert(
          one.line(
            0.15, "postfix/smtpd[\(one.pid)]", "lost connection after DATA from mail.a.example[192.0.2.7]"),
          at: 3)
      }
      add(lines, 0, from: number, jitter: &random)
    }
    timed.sort { $0.at != $1.at ? $0.at < $1.at : $0.order < $1.order }
    return timed.map(\.entry)
  }

  /// Folds `ranges` and absorbs them in a random grouping.
  static func grouped(
    _ bench: MessageBench, _ ranges: ArraySlice<Range<Int>>, _ random: inout SeededNumbers
  ) -> MessageFold {
    if ranges.count == 1 { return bench.fold(ranges[ranges.startIndex]) }
    let middle = Int.random(in: ranges.startIndex + 1..<ranges.endIndex, using: &random)
    var left = grouped(bench, ranges[..<middle], &random)
    var right = grouped(bench, ranges[middle...], &random)
    left.absorb(&right)
    return left
  }

  static func ranges(_ count: Int, pieces: Int, _ random: inout SeededNumbers) -> [Range<Int>] {
    var cuts = (0..<pieces - 1).map { _ in Int.random(in: 0...count, using: &random) }
    cuts.sort()
    var all: [Range<Int>] = []
    var start = 0
    for cut in cuts + [count] {
      all.append(start..<cut)
      start = cut
    }
    return all
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func `cuts and the grouping of absorb never change the messages`(seed: UInt64) {
    var bench = MessageBench(entries: MessageCutTests.traffic(seed, count: 150))
    bench.tellsReadings = true
    let whole = bench.messages()
    #expect(whole.count > 100)
    var random = SeededNumbers(state: seed &* 77)
    for pieces in [1, 2, 7, 64] {
      for _ in 0..<3 {
        let cut = bench.messages(cutInto: pieces, &random)
        #expect(MessageBench.difference(cut, whole) == nil)
      }
    }
  }

  @Test(arguments: [11, 12] as [UInt64])
  func `checkpoints never change the messages, nor the order of those that have ended`(seed: UInt64) {
    let bench = MessageBench(entries: MessageCutTests.traffic(seed, count: 2500))
    let whole = bench.messages()
    let latest = bench.latest
    var random = SeededNumbers(state: seed)
    for pieces in [7, 64] {
      var fold = MessageFold()
      var found: [String] = []
      for range in MessageCutTests.ranges(bench.entries.count, pieces: pieces, &random) where !range.isEmpty {
        var part = bench.fold(range)
        fold.absorb(&part)
        fold.checkpoint(watermark: latest[range.upperBound]) { found.append(MessageBench.dump($0)) }
      }
      let early = found.count
      fold.finish { found.append(MessageBench.dump($0)) }
      #expect(early > 500)
      #expect(MessageBench.difference(found, whole) == nil)
    }
  }

  @Test func `lines that are no mail, empty ones and hostile ids make no message and no crash`() {
    var lines = ["", "x", "\u{0}\u{0}", "2025-03-04T10:00:00+00:00 mx1 postfix/qmgr[1]: : removed"]
    for number in 0..<3000 {
      lines.append(
        MessageLife.line(
          Double(number) / 100, "mx1", "postfix/smtpd[1]", "SAMEID00001: client=unknown[192.0.2.7]"))
    }
    let bench = MessageBench(lines: lines)
    #expect(bench.messages().count == 3000)
    #expect(MessageBench("").messages().isEmpty)
  }
}

import Correlation
import Model
import Testing

/// A delivery that the sending host logs long after the next host took the message: its clock jumped, or its own
/// bookkeeping was late.
@Suite struct LateDeliveryTests {
  /// mx1 took `m1@a.example` at ten and logs `after` seconds later that mx2 has it as CCCC000003, which took it a second
  /// after ten; meanwhile others are served.
  private static func bench(
    after: Double, secondMessageID: String = "m1@a.example", others: Int = 1500
  ) -> MessageBench {
    var first = MessageLife(host: "mx1", id: "4YMCmc0JMqzB6bK", messageID: "m1@a.example")
    first.isRemoved = false
    var second = MessageLife(host: "mx2", id: "CCCC000003", at: 1, messageID: secondMessageID)
    second.client = "unknown[203.0.113.77]"
    second.deliveries = [MessageLife.local("bob@b.example")]
    var lines = first.lines + second.lines
    for number in 0..<others {
      var other = MessageLife(
        host: "mx2", id: "DDDD\(100_000 + number)", at: 5 + Double(number) * (after - 10) / Double(others),
        messageID: "o\(number)@a.example")
      other.deliveries = [MessageLife.local("carl@b.example")]
      lines += other.lines
    }
    let delivery = MessageLife.remote(
      "bob@b.example", relay: "mx2.b.example[203.0.113.9]", "250 2.0.0 Ok: queued as CCCC000003")
    lines.append(first.line(after, "postfix/smtp[9]", "4YMCmc0JMqzB6bK: \(delivery)"))
    lines.append(first.line(after + 0.1, "postfix/qmgr[8]", "4YMCmc0JMqzB6bK: removed"))
    return MessageBench(lines: lines)
  }

  private static func checkpointed(_ bench: MessageBench, every count: Int) -> [String] {
    let latest = bench.latest
    var run = MessageFold()
    var found: [String] = []
    for start in stride(from: 0, to: bench.entries.count, by: count) {
      let end = min(start + count, bench.entries.count)
      var part = bench.fold(start..<end)
      run.absorb(&part)
      run.checkpoint(watermark: latest[end]) { found.append(MessageBench.dump($0)) }
    }
    run.finish { found.append(MessageBench.dump($0)) }
    return found
  }

  @Test(arguments: [250, 3600, 40_000])
  func `queued as with the same Message-ID joins however late it is logged`(after: Double) {
    let bench = Self.bench(after: after)
    let whole = bench.messages()
    #expect(whole.count == 1501)
    let joined = whole.filter { $0.contains("id='m1@a.example'") }
    #expect(joined.count == 1)
    #expect(joined.first?.contains("hop 'mx2' 'CCCC000003' after 0") == true)
    #expect(MessageBench.difference(Self.checkpointed(bench, every: 500).sorted(), whole.sorted()) == nil)
    #expect(MessageBench.difference(Self.checkpointed(bench, every: 4000).sorted(), whole.sorted()) == nil)
  }

  @Test func `without the same Message-ID, a late queued as joins nothing`() {
    let bench = Self.bench(after: 3600, secondMessageID: "other@a.example")
    #expect(bench.messages().count == 1502)
  }

  @Test func `a stay waits for none that began after it was over`() {
    // The first host's stay begins an hour behind: it cannot have been where the message came from.
    var first = MessageLife(host: "mx1", id: "4YMCmc0JMqzB6bK", at: 3600, messageID: "m1@a.example")
    first.deliveries = [
      MessageLife.remote(
        "bob@b.example", relay: "mx2.b.example[203.0.113.9]", "250 2.0.0 Ok: queued as CCCC000003")
    ]
    let second = MessageLife(
      host: "mx2", id: "CCCC000003", at: 1, messageID: "m1@a.example",
      deliveries: [MessageLife.local("bob@b.example")])
    #expect(MessageBench(lines: second.lines + first.lines).messages().count == 2)
  }

  @Test func `a stay that never ends holds no more than the limit`() {
    var limits = Limits()
    limits.waitingMessages = 2_000
    let open = MessageLife(host: "mx1", id: "4YMCmc0JMqzB6bK", messageID: "m1@a.example", isRemoved: false)
    var lines = open.lines
    for number in 0..<9_000 {
      lines +=
        MessageLife(
          host: "mx2", id: "CCCC\(100_000 + number)", at: 1 + Double(number), messageID: "m1@a.example",
          deliveries: [MessageLife.local("bob@b.example")]
        ).lines
    }
    let bench = MessageBench(lines: lines, limits: limits)
    let latest = bench.latest
    var run = MessageFold(limits: limits)
    var count = 0
    for start in stride(from: 0, to: lines.count, by: 2_000) {
      let end = min(start + 2_000, lines.count)
      var part = bench.fold(start..<end)
      run.absorb(&part)
      run.checkpoint(watermark: latest[end]) { _ in count += 1 }
      #expect(run.heldHops <= 6_000)
    }
    run.finish { _ in count += 1 }
    #expect(count == 9_001)
  }
}

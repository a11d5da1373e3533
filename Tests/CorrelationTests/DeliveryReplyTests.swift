import Correlation
import Testing

/// Links that the next server's reply tells, where the reply is a line of its own (Courier) or names no queue id but the
/// process that queued the message (qmail, Courier).
@Suite struct DeliveryReplyTests {
  private static let id = "0038C081.67C6D220.000051A4"

  private static func courier(_ at: Double, _ program: String, _ text: String) -> String {
    MessageLife.line(at, "cour", program, text)
  }

  private static func sent(
    _ at: Double, to recipient: String, _ reply: String, from sender: String = "ann@a.example"
  ) -> [String] {
    let delivery = "id=\(id),from=<\(sender)>,addr=<\(recipient)>"
    return [
      courier(at, "courieresmtp", "\(delivery): \(reply)"),
      courier(at, "courieresmtp", "\(delivery),size=329,success: delivered: mx1.b.example [203.0.113.5]"),
      courier(at, "courieresmtp", "\(delivery),size=329,status: success"),
    ]
  }

  private static var begin: [String] {
    [
      courier(0, "courierd", "newmsg,id=\(id): dns; client.example (mail.a.example [::ffff:192.0.2.7])"),
      courier(
        0, "courierd",
        "started,id=\(id),from=<ann@a.example>,module=esmtp,host=b.example,addr=<bob@b.example>"),
    ]
  }

  private static func bench(_ seed: UInt64? = nil) -> MessageBench {
    var next = MessageLife(host: "mx1", id: "4YMCmc0JMqzB6bK", at: 1.2, messageID: "m1@a.example")
    next.client = "cour.a.example[192.0.2.20]"
    next.deliveries = [
      "to=<bob@b.example>, relay=local, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (delivered to mailbox)"
    ]
    let last = sent(2, to: "carl@b.example", "250 2.0.0 Ok: queued as AAAAAAAAAA")
    return MessageBench(
      lines: begin + sent(1, to: "bob@b.example", "250 2.0.0 Ok: queued as 4YMCmc0JMqzB6bK") + next.lines
        + last
        + [courier(3, "courierd", "completed,id=\(id)")])
  }

  @Test func `Courier's delivery leads on to the server whose reply is the line before`() {
    let message = Self.bench().message()
    #expect(message.hasPrefix("delivered relayed id='m1@a.example' from='ann@a.example'"))
    #expect(message.contains("hop 'mx1' '4YMCmc0JMqzB6bK' after 0"))
    #expect(message.contains("0: 'bob@b.example' sent 'Ok: queued as 4YMCmc0JMqzB6bK' on"))
    #expect(message.contains("0: 'carl@b.example' sent 'Ok: queued as AAAAAAAAAA'"))
    #expect(message.split(separator: "\n").count(where: { $0.contains("@b.example' sent") }) == 3)
  }

  @Test func `what the server refused with is the reply of the failed delivery`() {
    let delivery = "id=\(Self.id),from=<ann@a.example>,addr=<bob@b.example>"
    let lines =
      Self.begin + [
        Self.courier(1, "courieresmtp", "\(delivery): 550-5.1.1 first"),
        Self.courier(1, "courieresmtp", "\(delivery): 550 5.1.1 User unknown"),
        Self.courier(1, "courieresmtp", "\(delivery),status: failure"),
        Self.courier(1, "courierd", "completed,id=\(Self.id)"),
      ]
    let message = MessageBench(lines: lines).message()
    #expect(message.hasPrefix("bounced"))
    #expect(message.contains("\n  0: 'bob@b.example' bounced 'User unknown'"))
    #expect(message.split(separator: "\n").count == 3)
  }

  @Test func `a reply that no delivery follows is no delivery`() {
    let delivery = "id=\(Self.id),from=<ann@a.example>,addr=<bob@b.example>"
    let lines = Self.begin + [Self.courier(1, "courieresmtp", "\(delivery): 250 Ok")]
    let message = MessageBench(lines: lines).message()
    #expect(!message.contains("0: "))
    #expect(message.contains("incomplete"))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `cuts do not change what a reply is joined to`(seed: UInt64) {
    let bench = Self.bench()
    let whole = bench.messages()
    var random = SeededNumbers(state: seed)
    for pieces in [2, 4, 9] {
      let cut = bench.messages(cutInto: pieces, &random)
      #expect(MessageBench.difference(cut, whole) == nil)
    }
  }

  // MARK: Replies that name a process

  private static func postfix(_ reply: String, to relay: String) -> [String] {
    var first = MessageLife(host: "mx1", id: "4YMCmc0JMqzB6bK", at: 0, messageID: "m1@a.example")
    first.deliveries = [
      "to=<bob@b.example>, relay=\(relay)[203.0.113.9]:25, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (\(reply))"
    ]
    return first.lines
  }

  private static func qmail(_ at: Double, process: Int, from sender: String = "ann@a.example") -> [String] {
    [
      MessageLife.line(at, "q", "qmail-send[9]", "new msg 11"),
      MessageLife.line(
        at, "q", "qmail-send[9]", "info msg 11: bytes 190 from <\(sender)> qp \(process) uid 64011"),
      MessageLife.line(
        at, "q", "qmail-send[9]", "starting delivery 1: msg 11 to local b.example-bob@b.example"),
      MessageLife.line(at, "q", "qmail-send[9]", "delivery 1: success: did_1+0+0/"),
      MessageLife.line(at, "q", "qmail-send[9]", "end msg 11"),
    ]
  }

  /// 2025-03-04T10:00:00Z, where `MessageLife.line` begins to count.
  private static let ten = 1_741_082_400

  @Test func `a message goes on to qmail by the second and the process of its reply`() {
    let first = Self.postfix("250 ok \(Self.ten + 1) qp 4711", to: "q.b.example")
    let joined = MessageBench(lines: first + Self.qmail(1, process: 4711)).message()
    #expect(joined.contains("hop 'q' '11' after 0"))
    for other in [
      Self.qmail(1, process: 4712), Self.qmail(9, process: 4711), Self.qmail(1, process: 4711, from: "x@x"),
    ] {
      #expect(MessageBench(lines: first + other).messages().count == 2)
    }
  }

  @Test func `a message goes on to Courier by what it answers, to all files that it made of it`() {
    let first = Self.postfix("250 Ok. 67C6D220.000051A4", to: "cour.b.example")
    let other = "0038C0AA.67C6D220.000051A4"
    let lines =
      first + Self.begin + [
        Self.courier(
          0, "courierd", "newmsg,id=\(other): dns; client.example (mail.a.example [::ffff:192.0.2.7])"),
        Self.courier(
          0, "courierlocal",
          "id=\(Self.id),from=<ann@a.example>,addr=<bob@b.example>,size=9,success: Message delivered."),
        Self.courier(
          0, "courierlocal",
          "id=\(other),from=<ann@a.example>,addr=<carl@b.example>,size=9,success: Message delivered."),
        Self.courier(0, "courierd", "completed,id=\(Self.id)"),
        Self.courier(0, "courierd", "completed,id=\(other)"),
      ]
    let message = MessageBench(lines: lines).message()
    #expect(message.contains("hop 'cour' '\(Self.id)' after 0"))
    #expect(message.contains("hop 'cour' '\(other)' after 0"))
  }
}

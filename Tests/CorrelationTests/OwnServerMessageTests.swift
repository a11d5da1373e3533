import Bytes
import Correlation
import LogFormats
import Model
import Testing

/// Messages from the logs of servers that serve many connections in one process.
@Suite struct OwnServerMessageTests {
  private static func line(_ seconds: Double, _ text: String, program: String = "haraka[7]") -> String {
    let minute = Int(seconds) / 60 % 60
    let rest = seconds - Double(Int(seconds) / 60 * 60)
    let digits = String(Int(rest * 1000) + 100_000).dropFirst()
    let two = minute < 10 ? "0\(minute)" : "\(minute)"
    return "2025-03-04T10:\(two):\(digits.prefix(2)).\(digits.suffix(3))+00:00 mx1 \(program): \(text)"
  }

  private static func uuid(_ number: Int) -> String {
    "0F1E2D3C-4B5A-6978-8796-\(String(0xA5B4_C3D2_0000 + number, radix: 16, uppercase: true))"
  }

  /// One connection of Haraka that brings one message, which the outbound queue delivers.
  private static func connection(_ number: Int, at: Double) -> [(Double, String)] {
    let id = uuid(number)
    let tls = number % 2 == 0
    var lines: [(Double, String)] = [
      (
        0,
        "[NOTICE] [\(id)] [core] connect ip=192.0.2.\(number % 250 + 1) port=4000 local_ip=203.0.113.1 local_port=25"
      )
    ]
    if tls {
      lines.append(
        (0.1, "[INFO] [\(id)] [tls] secured: cipher=TLS_AES_256_GCM_SHA384 version=TLSv1.3 verified=false"))
    }
    lines += [
      (0.2, "[NOTICE] [\(id).1] [core] sender <ann@a.example> code=CONT msg=\"\""),
      (0.3, "[NOTICE] [\(id).1] [core] recipient <bob@b.example> code=OK msg=\"\" sender=\"ann@a.example\""),
      (
        0.4,
        "[NOTICE] [\(id).1] [core] message mid=\"<m\(number)@a.example>\" size=500 rcpts=1/0/0 delay=0.2 code=CONT msg=\"\""
      ),
      (0.5, "[NOTICE] [\(id).1] [core] queue code=OK msg=\"Message Queued (\(id).1)\""),
      (
        3,
        "[NOTICE] [\(id)] [core] disconnect ip=192.0.2.\(number % 250 + 1) rdns=\"\" helo=\"pc\(number).a.example\" relay=N early=N esmtp=Y tls=\(tls ? "Y" : "N") pipe=N errors=0 txns=1 rcpts=1/0/0 msgs=1/0/0 bytes=500 lr=\"\" time=3"
      ),
      (
        4,
        "[NOTICE] [\(id).1.1] [outbound] delivered file=f domain=b.example host=mx.b.example ip=198.51.100.3 port=25 mode=SMTP tls=Y auth=N response=\"250 2.0.0 Ok\" delay=3.5 fails=0 rcpts=1/0/0"
      ),
    ]
    return lines.map { (at + $0.0, line(at + $0.0, $0.1)) }
  }

  @Test
  func
    `a message of Haraka has its connection's client, name and encryption, also where connections overlap`()
  {
    let lines = (Self.connection(1, at: 0) + Self.connection(2, at: 0.05)).sorted { $0.0 < $1.0 }.map(\.1)
    let messages = MessageBench(lines: lines).messages()
    #expect(messages.count == 2, "\(messages)")
    let first = messages.first { $0.contains("m1@a.example") } ?? ""
    let second = messages.first { $0.contains("m2@a.example") } ?? ""
    #expect(first.contains("from='ann@a.example'"), "\(first)")
    #expect(first.contains("ip='192.0.2.2' user=- helo='pc1.a.example' tls=no size=500"), "\(first)")
    #expect(second.contains("ip='192.0.2.3' user=- helo='pc2.a.example' tls=yes size=500"), "\(second)")
    for message in messages {
      #expect(message.hasPrefix("delivered "), "\(message)")
      #expect(!message.contains("incomplete"), "\(message)")
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `cuts never change Haraka's messages`(seed: UInt64) {
    var random = SeededNumbers(state: seed)
    var lines: [(Double, String)] = []
    for number in 0..<150 {
      lines += Self.connection(number, at: Double.random(in: 0..<600, using: &random))
    }
    lines = lines.filter { _ in Int.random(in: 0..<30, using: &random) > 0 }.sorted {
      $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1
    }
    let bench = MessageBench(lines: lines.map(\.1))
    let whole = bench.messages()
    #expect(whole.count > 140)
    for pieces in [2, 7, 64] {
      let cut = bench.messages(cutInto: pieces, &random)
      #expect(MessageBench.difference(cut, whole) == nil)
    }
  }

  @Test func `a number that Domino gives again after a restart is another message`() {
    func arrival(_ at: Double, _ id: String) -> String {
      Self.line(
        at,
        "SMTP Server: Message 00A1B2C3 (MessageID: <\(id)>) received from mail.a.example (192.0.2.7) size 500 bytes",
        program: "domino[5]")
    }
    func delivery(_ at: Double, _ name: String) -> String {
      Self.line(
        at, "Router: Message 00A1B2C3 delivered to \(name)/Acme from ann@a.example Size: 1K Time: 00:00:01",
        program: "domino[6]")
    }
    let messages = MessageBench(lines: [
      arrival(0, "m1@a.example"), delivery(1, "Bob"), arrival(900, "m2@a.example"), delivery(901, "Eve"),
    ]).messages()
    #expect(messages.count == 2, "\(messages)")
    #expect(
      messages.contains { $0.contains("m1@a.example") && $0.contains("0: 'Bob/Acme' sent") }, "\(messages)")
    #expect(
      messages.contains { $0.contains("m2@a.example") && $0.contains("0: 'Eve/Acme' sent") }, "\(messages)")
  }

  @Test func `a Queue-ID of Kerio joins arrival and outcomes, and is done with the last recipient`() {
    func kerio(_ at: Double, _ text: String) -> String { Self.line(at, text, program: "kerio[5]") }
    let message = MessageBench(lines: [
      kerio(
        0,
        "Recv: Queue-ID: 66705d1e-00000004, Service: SMTP, From: <ann@a.example>, To: <bob@b.example>, To: <eve@b.example>, Size: 512, Sender-Host: 192.0.2.7, SSL: yes, Msg-Id: <m1@a.example>"
      ),
      kerio(
        1, "Sent: Queue-ID: 66705d1e-00000004, Recipient: <bob@b.example>, Result: delivered, Status: 2.0.0 "),
      kerio(
        2,
        "Sent: Queue-ID: 66705d1e-00000004, Recipient: <eve@b.example>, Result: failed, Status: 5.1.1 550 5.1.1 User unknown"
      ),
    ]).message()
    #expect(message.hasPrefix("mixed "), "\(message)")
    #expect(!message.contains("incomplete"), "\(message)")
    #expect(message.contains("ip='192.0.2.7' user=- helo=- tls=yes size=512"), "\(message)")
  }
}

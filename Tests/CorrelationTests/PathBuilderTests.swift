import Bytes
import Correlation
import LogFormats
import MIME
import Model
import Testing

/// One host's log with one message.
private struct OneLog: PathLogs {
  var host = "mx1.alpha.test"
  var id = "19474148774"
  var logged = LoggedHop(time: Timestamp(seconds: 1_735_597_802))

  func hop(host: ByteRange, id: ByteRange, near time: Timestamp, in text: Span<UInt8>) -> LoggedHop? {
    text.string(host) == self.host && text.string(id) == self.id ? logged : nil
  }
  func covers(host: ByteRange, at time: Timestamp, in text: Span<UInt8>) -> Bool {
    text.string(host) == self.host
  }
  func idTime(_ id: ByteRange, of software: ReceivedField.Software, in text: Span<UInt8>) -> Timestamp? {
    switch software {
    case .postfix: return IDClock.postfixLong(text, id)
    case .exim: return IDClock.exim(text, id)
    case .sendmail: return IDClock.sendmail(text, id)
    default: return nil
    }
  }
}

/// What the tests ask of a path.
private struct Seen {
  var origin: String?
  var isForged = false
  var trust: [String] = []
  var anomalies: [[String]] = []
  var by: [String] = []
  var delays: [Int64] = []
  var source = ""
}

private func build(
  _ received: [String], boundary: TrustBoundary = TrustBoundary(), logs: some PathLogs = NoPathLogs()
) -> Seen {
  let text =
    received.map { "Received: \($0)\n" }.joined()
    + "From: <a@b.test>\nMessage-ID: <m1@b.test>\nSubject: x\n\n"
  let bytes = Array(text.utf8)
  var block = HeaderBlock()
  block.parse(bytes.span)
  var builder = PathBuilder(boundary: boundary)
  var path = RelayPath()
  builder.build(block, of: bytes.span, logs: logs, into: &path)
  var seen = Seen()
  seen.origin = path.originIP?.description
  seen.isForged = path.isForged
  seen.source = path.source.name.description
  for hop in path.hops {
    seen.trust.append(hop.trust.name.description)
    seen.by.append(path.text.string(hop.by) ?? "")
    var names: [String] = []
    hop.anomalies.forEachName { names.append($0.description) }
    seen.anomalies.append(names)
    seen.delays.append(hop.delayMicroseconds)
  }
  return seen
}

private let store =
  "from mx1.alpha.test (mx1.alpha.test [203.0.113.10]) by store1.alpha.test (Postfix) with ESMTPS id 4YMW4p11yDzB7FT for <nils@alpha.test>; Mon, 30 Dec 2024 23:30:02 +0100 (CET)"
private let edge =
  "from mail.bigbank.test (ip-198-18-14-8.dyn.badnet.test [198.18.14.8]) by mx1.alpha.test (Postfix) with ESMTP id 19474148774 for <nils@alpha.test>; Mon, 30 Dec 2024 22:30:02 +0000 (UTC)"

@Test func `trust ends where a stranger hands over, and the address it was seen with is the origin`() {
  let claim =
    "from pc (unknown [10.0.0.4]) by mail.bigbank.test (Postfix) with ESMTP id 0A1B2C3D4E; Mon, 30 Dec 2024 22:30:01 +0000"
  let seen = build([store, edge, claim])
  #expect(seen.trust == ["claimed", "trusted", "trusted"])
  #expect(seen.by == ["mail.bigbank.test", "mx1.alpha.test", "store1.alpha.test"])
  #expect(seen.origin == "198.18.14.8")
  #expect(seen.delays == [.min, 1_000_000, 0])
  #expect(!seen.isForged)
}

@Test func `a HELO that copies an own name gains no trust`() {
  let spoofed =
    "from mx1.alpha.test (unknown [198.18.14.8]) by store1.alpha.test (Postfix) with ESMTP id 4YMW4p11yDzB7FT; Mon, 30 Dec 2024 23:30:02 +0100"
  let copied =
    "from bank.test (bank.test [192.0.2.1]) by mx1.alpha.test (Postfix) with ESMTP id 19474148774; Mon, 30 Dec 2024 22:30:02 +0000"
  var boundary = TrustBoundary()
  boundary.add(".alpha.test")
  let seen = build([spoofed, copied], boundary: boundary)
  #expect(seen.trust == ["claimed", "trusted"])
  #expect(seen.origin == "198.18.14.8")
}

@Test func `one mark is not enough, two of different kinds are`() {
  let gap =
    "from mail.other.test (mail.other.test [198.51.100.63]) by mx.freemail.test (Postfix) with ESMTPS id 2BB2AEBBF8; Mon, 30 Dec 2024 08:08:00 +0000"
  let one = build([edge, gap])
  #expect(one.anomalies.first == ["from-by-gap"])
  #expect(!one.isForged)
  let badID = gap.replacingText("2BB2AEBBF8", "FAKEF8C031")
  let two = build([edge, badID])
  #expect(two.anomalies.first == ["from-by-gap", "id-impossible"])
  #expect(two.isForged)
  let late = gap.replacingText("08:08:00", "23:58:00")
  #expect(build([edge, late]).isForged)
  // Microseconds of a short id are below a million.
  #expect(build([edge, gap.replacingText("2BB2AEBBF8", "FFB2AEBBF8")]).isForged)
}

@Test func `a log confirms its host's hop, refutes a copied one and misses an invented one`() {
  let confirmed = build([store, edge], logs: OneLog())
  #expect(confirmed.trust == ["own-log", "trusted"])
  #expect(confirmed.source == "both")
  #expect(confirmed.origin == "198.18.14.8")
  // Below a stranger, the same id with another client.
  var log = OneLog()
  log.logged.fromIP = IPAddress("198.18.14.8")
  let copied = edge.replacingText("198.18.14.8", "192.0.2.99")
  let outside =
    "from h.test (h.test [192.0.2.50]) by mx.beta.test (Postfix) with ESMTP id 0A1B2C3D4E; Mon, 30 Dec 2024 22:31:02 +0000"
  let refuted = build([outside, copied], logs: log)
  #expect(refuted.trust == ["claimed", "trusted"])
  #expect(refuted.anomalies.first == ["from-by-gap", "helo-mismatch", "log-mismatch"])
  #expect(refuted.isForged)
  let invented = edge.replacingText("19474148774", "29474148774")
  #expect(build([outside, invented], logs: log).anomalies.first?.contains("no-log") == true)
  // A delivery agent's id is not in the queue's log and proves nothing.
  let lmtp =
    "from mx1.alpha.test by mx1.alpha.test with LMTP id 2FUcMzD0c2dGAwAAhl08qw (envelope-from <a@b.test>); Mon, 30 Dec 2024 22:30:02 +0000"
  #expect(build([lmtp, edge], logs: OneLog()).anomalies.last == [])
}

@Test func `an id that carries another time than the stamp is marked`() {
  let late = store.replacingText("30 Dec 2024", "31 Dec 2024").replacingText("Mon", "Tue")
  #expect(build([store], logs: OneLog()).anomalies == [[]])
  #expect(build([late], logs: OneLog()).anomalies == [["id-clock-mismatch"]])
}

@Test func `provider aliases, first labels and addresses keep a chain whole`() {
  let newer =
    "from MW4PR03CA0311.namprd03.prod.outlook.com (2603:10b6:303:dd::16) by BN2PR01MB1.prod.exchangelabs.com (2603:10b6:1::2) with Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.20.1.1; Mon, 30 Dec 2024 22:30:02 +0000"
  let older =
    "from mail.a.test (192.0.2.7) by MW4PR03CA0311.outlook.office365.com (2603:10b6:303:dd::99) with Microsoft SMTP Server id 15.20.1.1 via Frontend Transport; Mon, 30 Dec 2024 22:30:01 +0000"
  let seen = build([newer, older])
  #expect(seen.trust == ["trusted", "trusted"])
  #expect(seen.anomalies == [[], []])
  #expect(seen.origin == "192.0.2.7")
}

@Test func `an authenticated submission ends trust`() {
  let submission =
    "from laptop (dsl.home.test [198.51.100.140]) (Authenticated sender: hugo) by store1.alpha.test (Postfix) with ESMTPSA id 4YMtNb2XV5zB6hT; Tue, 31 Dec 2024 13:59:59 +0100"
  let below =
    "from x (x [192.0.2.1]) by store1.alpha.test (Postfix) with ESMTP id 0A1B2C3D4E; Tue, 31 Dec 2024 13:59:58 +0100"
  let seen = build([submission, below])
  #expect(seen.trust == ["claimed", "trusted"])
  #expect(seen.origin == "198.51.100.140")
}

@Test func `a message without Received has no hops and no origin`() {
  let seen = build([])
  #expect(seen.by.isEmpty)
  #expect(seen.origin == nil)
  #expect(!seen.isForged)
}

@Test func `a path from logs alone has its hops' times and origin`() {
  var path = RelayPath()
  let names = Array("mx1 store1".utf8)
  var hop = PathHop()
  hop.by = path.text.keep(names.span, ByteRange(0, 3))
  hop.time = Timestamp(seconds: 100)
  hop.fromIP = IPAddress("192.0.2.4")
  path.appendLogged(hop)
  hop.by = path.text.keep(names.span, ByteRange(4, 10))
  hop.time = Timestamp(seconds: 103)
  hop.fromIP = IPAddress("203.0.113.10")
  path.appendLogged(hop)
  path.finish()
  let delays = path.hops.map(\.delayMicroseconds)
  let origin = path.originIP?.description
  let total = path.totalDelayMicroseconds
  #expect(delays == [.min, 3_000_000])
  #expect(origin == "192.0.2.4")
  #expect(total == 3_000_000)
}

extension String {
  fileprivate func replacingText(_ old: String, _ new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}

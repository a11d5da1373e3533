public import Bytes
public import Model

/// hMailServer: cells in quotes, separated by tabs: `"SMTPD"⇥thread⇥session⇥"stamp"⇥"ip"⇥"RECEIVED: …"`, or without
/// session and address (`"APPLICATION"`, `"TCPIP"`, `"DEBUG"`, `"ERROR"`); and its awstats log.
///
/// SMTPD, POP3D and IMAPD are dialogues with clients, SMTPC and POP3C those in which this server is the client. Line ends
/// in a reply are `[nl]`. Session numbers count from the service's start. The reply to a message, `250 Queued (0.750
/// seconds)`, does not say which number it has in the deliverer's lines, and these name no session: only an archive folder
/// (`ArchiveDir`) makes a session log the file's name that the deliverer logs, too. So both stay messages of their own.
/// - Source: hmailserver/hmailserver Common/Util/Logger.cpp, SMTP/SMTPConnection.cpp, SMTP/SMTPDeliverer.cpp,
///   Common/Util/AWStats.cpp.
public enum HMailServerFormat: NativeFormat {
  public static var name: StaticString { "hmailserver" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equalsIgnoringCase("hmailserver", in: program)
  }

  /// The cells of one line.
  private struct Cells {
    var kind: ByteRange
    var session: ByteRange = .none
    var stamp: ByteRange
    var address: ByteRange = .none
    var text: ByteRange
  }

  static func owns(_ line: Span<UInt8>) -> Bool { cells(line) != nil || isAWStats(line) }

  private static func cells(_ line: Span<UInt8>) -> Cells? {
    var end = line.count
    while end > 0, line[end - 1] <= 32 { end -= 1 }
    guard end > 30, line[0] == .ascii("\""), line[1].isUpper,
      let kind = line.find("\"\t", from: 1, to: Swift.min(end, 24)),
      let thread = line.find(9, from: kind + 2, to: Swift.min(end, kind + 16))
    else { return nil }
    var stamp = thread + 1
    var session = ByteRange.none
    if line[stamp].isDigit {
      guard let tab = line.find(9, from: stamp, to: Swift.min(end, stamp + 24)) else { return nil }
      session = ByteRange(stamp, tab)
      stamp = tab + 1
    }
    guard stamp + 20 < end, line[stamp] == .ascii("\""), line[stamp + 5] == .ascii("-"),
      let close = line.find("\"\t\"", from: stamp + 1, to: Swift.min(end, stamp + 32))
    else { return nil }
    var text = close + 3
    var address = ByteRange.none
    if !session.isNone {
      guard let next = line.find("\"\t\"", from: text, to: Swift.min(end, text + 64)) else { return nil }
      address = ByteRange(text, next)
      text = next + 3
    }
    let last = end > text && line[end - 1] == .ascii("\"") ? end - 1 : end
    guard text <= last else { return nil }
    return Cells(
      kind: ByteRange(1, kind), session: session, stamp: ByteRange(stamp + 1, close), address: address,
      text: ByteRange(text, last))
  }

  /// `2012-04-22 14:15:16⇥from⇥to⇥ip⇥ip⇥SMTP⇥?⇥250⇥1234`
  private static func isAWStats(_ line: Span<UInt8>) -> Bool {
    line.count > 40 && line[4] == .ascii("-") && line[13] == .ascii(":") && line[19] == 9
      && line.find("\tSMTP\t?\t", from: 20) != nil
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    if let cells = cells(line) {
      guard envelope.stamp.readISO(line, from: cells.stamp.lower, to: cells.stamp.upper) != nil else {
        return false
      }
      envelope.program = cells.kind
      envelope.message = ByteRange(cells.text.lower, line.count)
    } else {
      guard isAWStats(line), envelope.stamp.readISO(line, from: 0, to: 19) != nil else { return false }
      envelope.message = ByteRange(20, line.count)
    }
    envelope.shape = .native
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard let cells = cells(line) else {
      if isAWStats(line) { parseAWStats(line, &event) }
      return
    }
    event[.sessionID] = cells.session
    if line.equals("SMTPD", in: cells.kind) {
      event.networkProtocol = .smtp
      AccessLine.setAddress(line, cells.address, &event)
      talk(line, cells.text, &event)
    } else if line.equals("SMTPC", in: cells.kind) {
      event.networkProtocol = .smtp
      event.isClientSide = true
      if AccessLine.isAddress(line, cells.address) { event[.destinationIP] = line.unmapped(cells.address) }
      talk(line, cells.text, &event)
      event.isClientSide = true
    } else if line.equals("IMAPD", in: cells.kind) || line.equals("POP3D", in: cells.kind) {
      let isIMAP = line[cells.kind.lower] == .ascii("I")
      event.networkProtocol = isIMAP ? .imap : .pop3
      AccessLine.setAddress(line, cells.address, &event)
      access(line, cells.text, isIMAP: isIMAP, &event)
    } else if line.equals("TCPIP", in: cells.kind) {
      parseConnection(line, cells.text, &event)
    } else if line.equals("ERROR", in: cells.kind) {
      event.action = .warning
      event[.reason] = cells.text
    } else if line.has("SMTPDeliverer - Message ", at: cells.text.lower) {
      parseDeliverer(line, cells.text, &event)
    } else if line.has("hMailServer SpamProtection rejected ", at: cells.text.lower) {
      parseSpam(line, cells.text, &event)
    } else if line.equals("APPLICATION", in: cells.kind) || line.equals("DEBUG", in: cells.kind) {
      AccessLine.setOther(line, cells.text, &event)
    } else {
      // POP3C, AWSTATS, BACKUP, EVENT: what a rule or the fetcher did. A dialogue of POP3C holds its password.
      event.action = .service
      if !line.equals("POP3C", in: cells.kind) { event[.detail] = cells.text }
    }
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    AccessLine.setOther(line, message, &event)
  }

  /// `RECEIVED: …` and `SENT: …` of SMTP. With `isClientSide` set, what is received is the other server's reply.
  private static func talk(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let isClient = event.isClientSide
    if line.has("RECEIVED: ", at: text.lower) {
      let said = ByteRange(text.lower + 10, text.upper)
      if isClient {
        Dialogue.reply(line, said, isClientSide: true, &event)
      } else {
        Dialogue.command(line, said, &event)
      }
    } else if line.has("SENT: ", at: text.lower) {
      let said = ByteRange(text.lower + 6, text.upper)
      if isClient {
        Dialogue.command(line, said, &event)
      } else {
        Dialogue.reply(line, said, isClientSide: false, &event)
      }
    } else {
      AccessLine.setOther(line, text, &event)
    }
  }

  private static func access(
    _ line: Span<UInt8>, _ text: ByteRange, isIMAP: Bool, _ event: inout LogEvent
  ) {
    if line.has("RECEIVED: ", at: text.lower) {
      Dialogue.accessCommand(line, ByteRange(text.lower + 10, text.upper), isIMAP: isIMAP, &event)
    } else if line.has("SENT: ", at: text.lower) {
      Dialogue.accessReply(line, ByteRange(text.lower + 6, text.upper), isIMAP: isIMAP, &event)
    } else {
      AccessLine.setOther(line, text, &event)
    }
  }

  /// `TCP - A connected to B:25.`
  private static func parseConnection(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    guard line.has("TCP - ", at: text.lower),
      let word = line.find(" connected to ", from: text.lower, to: text.upper)
    else {
      AccessLine.setOther(line, text, &event)
      return
    }
    event.action = .connect
    AccessLine.setAddress(line, ByteRange(text.lower + 6, word), &event)
    guard let colon = line.findLast(.ascii(":"), from: word, to: text.upper) else { return }
    var position = colon + 1
    switch line.number(&position, to: text.upper) {
    case 25: event.networkProtocol = .smtp
    case 587: event.networkProtocol = .submission
    case 465: event.networkProtocol = .submissions
    case 110: event.networkProtocol = .pop3
    case 995: event.networkProtocol = .pop3s
    case 143: event.networkProtocol = .imap
    case 993: event.networkProtocol = .imaps
    default: break
    }
  }

  /// `SMTPDeliverer - Message 5: Delivering message from S to R, R. File: …`
  private static func parseDeliverer(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    var position = text.lower + 24
    let first = position
    _ = line.number(&position, to: text.upper)
    guard position > first, line.has(": ", at: position) else {
      AccessLine.setOther(line, text, &event)
      return
    }
    event[.localID] = ByteRange(first, position)
    event.messageRole = .continues
    let start = position + 2
    if line.has("Delivering message from ", at: start) {
      event.action = .messageQueued
      event.outcome = .success
      let stop = line.findLast(". File: ", from: start, to: text.upper) ?? text.upper
      guard let to = line.find(" to ", from: start + 23, to: stop) else { return }
      let sender = line.trimmed(ByteRange(start + 23, to))
      event[.mailFrom] = line.equals("<Empty>", in: sender) ? ByteRange(sender.lower, sender.lower) : sender
      event[.rcptTo] = ByteRange(to + 4, stop)
      event.listStyle = .commas
      var count: Int32 = 1
      var index = to + 4
      while let comma = line.find(.ascii(","), from: index, to: stop) {
        count += 1
        index = comma + 1
      }
      event.recipients = count
    } else if line.find("Scheduling it for later delivery", from: start, to: text.upper) != nil {
      event.action = .delivery
      event.status = .deferred
      event.outcome = .failure
      event[.reason] = ByteRange(start, text.upper)
    } else if line.has("Relaying to host ", at: start) {
      event.action = .service
      event.isClientSide = true
      var stop = text.upper
      if stop > start, line[stop - 1] == .ascii(".") { stop -= 1 }
      let host = ByteRange(start + 17, stop)
      if AccessLine.isAddress(line, host) {
        event[.destinationIP] = host
      } else {
        event[.destinationDomain] = host
      }
    } else {
      AccessLine.setOther(line, ByteRange(start, text.upper), &event)
    }
  }

  /// `hMailServer SpamProtection rejected RCPT (Sender: S, IP:A, Reason: R)`
  private static func parseSpam(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    event.action = .reject
    event.outcome = .failure
    event.networkProtocol = .smtp
    event.rejectClass = .content
    event.stage = line.has("RCPT", at: text.lower + 36) ? .rcpt : .none
    let sender = line.find("(Sender: ", from: text.lower, to: text.upper)
    let address = line.findLast(", IP:", from: text.lower, to: text.upper)
    let reason = line.findLast(", Reason: ", from: text.lower, to: text.upper)
    if let sender, let address, sender < address { event[.mailFrom] = ByteRange(sender + 9, address) }
    if let address, let reason, address < reason {
      AccessLine.setAddress(line, line.trimmed(ByteRange(address + 5, reason)), &event)
    }
    if let reason {
      let stop = line[text.upper - 1] == .ascii(")") ? text.upper - 1 : text.upper
      event[.reason] = ByteRange(reason + 10, stop)
      if line.find("pamhaus", from: reason, to: stop) != nil
        || line.find("listed", from: reason, to: stop) != nil
        || line.find("pamCop", from: reason, to: stop) != nil
      {
        event.rejectClass = .dnsbl
      } else if line.find("SPF", from: reason, to: stop) != nil {
        event.rejectClass = .sender
      } else if line.find("HELO", from: reason, to: stop) != nil {
        event.rejectClass = .helo
      }
    }
  }

  /// One line a recipient: accepted with its message's size, or refused.
  private static func parseAWStats(_ line: Span<UInt8>, _ event: inout LogEvent) {
    var position = 20
    for column in 0..<8 {
      let stop = line.find(9, from: position) ?? line.count
      let cell = ByteRange(position, stop)
      switch column {
      case 0: event[.mailFrom] = cell
      case 1: event[.rcptTo] = cell
      case 2: AccessLine.setAddress(line, cell, &event)
      case 6: event.replyCode = Reply.code(line, at: cell.lower, to: cell.upper) ?? 0
      case 7:
        var digits = cell.lower
        if !cell.isEmpty { event.size = line.number(&digits, to: cell.upper) }
      default: break
      }
      position = Swift.min(stop + 1, line.count)
    }
    event.networkProtocol = .smtp
    if event.replyCode >= 400 {
      event.action = .reject
      event.outcome = .failure
      event.stage = .rcpt
      event.rejectClass = .other
      event.size = -1
    } else {
      event.action = .messageReceived
      event.outcome = .success
    }
  }

  public static var samples: [LogSample] { HMailServerSamples.all }
}

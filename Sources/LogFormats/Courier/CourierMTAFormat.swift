public import Bytes
public import Model

/// Courier's mail server: `courierd`, `courieresmtpd`, `courieresmtp`, `courierlocal` and the other modules,
/// `courierfilter`, `submit`.
///
/// A message's id is `inode.time.pid` in hexadecimal: the second part is the Unix time of its arrival. `courierd` writes
/// `newmsg` when a message comes and `completed` when it goes; a module writes the lines of the reply
/// (`isReplyToDelivery`), where the delivery succeeded one of its own (`success: `), and one with the status. What
/// Courier answers to its own clients, `250 Ok. TIME.PID`, is the id without the inode (`queueProcess`): a message
/// with many recipients gets several inodes. The command that `cmd:` repeats may hold a
/// password: no field has it.
/// - Source: courier courier/cdmsgq.C, courier/submit2.C, courier/libs/comctlfile.c, courier/module.esmtp/courieresmtpd.c.
public enum CourierMTAFormat: LogFormat {
  public static var name: StaticString { "courier" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    guard line.has("courier", at: program.lower), program.count >= 8, program.count <= 24 else {
      return false
    }
    let name = ByteRange(program.lower + 7, program.upper)
    switch line[name.lower] {
    case .ascii("d"):
      return line.equals("d", in: name) || line.equals("dsn", in: name)
    case .ascii("e"):
      return line.equals("esmtpd", in: name) || line.equals("esmtp", in: name)
        || line.equals("esmtpd-ssl", in: name) || line.equals("esmtpd-msa", in: name)
    case .ascii("f"):
      return line.equals("filter", in: name) || line.equals("fax", in: name)
    case .ascii("l"):
      return line.equals("local", in: name) || line.equals("ldapaliasd", in: name)
    case .ascii("t"): return line.equals("tls", in: name) || line.equals("tcpd", in: name)
    case .ascii("u"): return line.equals("uucp", in: name)
    default: return false
    }
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let start = message.lower
    let end = message.upper
    guard start < end else { return }
    if line.has("courieresmtpd", at: program.lower) {
      CourierMTAServer.parse(line, program: program, from: start, to: end, &event)
      return
    }
    switch line[start] {
    case .ascii("n"):
      if line.has("newmsg,id=", at: start) { parseNew(line, from: start + 10, to: end, &event) }
    case .ascii("s"):
      if line.has("started,id=", at: start) { parseStarted(line, from: start + 11, to: end, &event) }
    case .ascii("c"):
      if line.has("completed,id=", at: start), readID(line, at: start + 13, to: end, &event) != nil {
        event.action = .messageRemoved
        event.messageRole = .ends
      }
    case .ascii("i"):
      if line.has("id=", at: start) {
        parseDelivery(line, program: program, from: start + 3, to: end, &event)
      }
    case .ascii("W"):
      if line.has("Waiting.", at: start) { event.setService(start, end) }
    default: break
    }
    if event.action == .unrecognized {
      event.messageRole = .none
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }

  /// Sets the id at `start`; the position behind it.
  private static func readID(_ line: Span<UInt8>, at start: Int, to end: Int, _ event: inout LogEvent) -> Int?
  {
    var index = start
    while index < end, line[index].isHexDigit || line[index] == .ascii(".") { index += 1 }
    guard index - start >= 5, index - start <= 64 else { return nil }
    event[.localID] = ByteRange(start, index)
    event.messageRole = .continues
    return index
  }

  // MARK: courierd

  /// `ID[, auth=U]: dns; HELO (name [A])`: the right-most brackets are the server's.
  private static func parseNew(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let next = readID(line, at: start, to: end, &event) else { return }
    event.action = .messageReceived
    event.messageRole = .begins
    if let dot = line.find(.ascii("."), from: start, to: next),
      line.find(.ascii("."), from: dot + 1, to: next) != nil
    {
      event[.queueProcess] = ByteRange(dot + 1, next)
    }
    var position = next
    if line.has(", auth=", at: next) {
      position = line.find(": ", from: next + 7, to: end) ?? end
      event[.userName] = ByteRange(next + 7, position)
    }
    guard line.has(": ", at: position) else { return }
    position += 2
    guard line.has("dns; ", at: position) else {
      // uucp; dsn; a program on the host.
      event[.detail] = ByteRange(position, end)
      return
    }
    position += 5
    guard let close = line.findLast(.ascii("]"), from: position, to: end),
      let open = line.findLast(.ascii("["), from: position, to: close)
    else {
      event[.detail] = ByteRange(position, end)
      return
    }
    AccessLine.setAddress(line, ByteRange(open + 1, close), &event)
    guard let paren = line.findLast(" (", from: position, to: open) else { return }
    if paren > position { event[.helo] = ByteRange(position, paren) }
    // A reverse name that Courier looked up the other way round, or none.
    var nameEnd = open
    while nameEnd > paren + 2, line[nameEnd - 1] == 32 { nameEnd -= 1 }
    let name = ByteRange(paren + 2, nameEnd)
    if !name.isEmpty, line.find(.ascii("@"), from: name.lower, to: name.upper) == nil,
      line.find(32, from: name.lower, to: name.upper) == nil
    {
      event[.sourceDomain] = name
    }
  }

  /// `ID,from=<S>,module=M,host=H,addr=<R>`
  private static func parseStarted(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard let next = readID(line, at: start, to: end, &event), line.has(",from=<", at: next),
      let module = line.find(">,module=", from: next + 7, to: end)
    else { return }
    event.action = .service
    event[.mailFrom] = ByteRange(next + 7, module)
    let comma = line.find(.ascii(","), from: module + 9, to: end) ?? end
    event[.transport] = ByteRange(module + 9, comma)
    if let addr = line.findLast(",addr=<", from: comma, to: end), line[end - 1] == .ascii(">") {
      event[.rcptTo] = ByteRange(addr + 7, Swift.max(end - 1, addr + 7))
    }
  }

  // MARK: Modules

  /// `ID,from=<S>,addr=<R>[,size=N]: text`, `...,success: text`, `...,status: deferred`
  private static func parseDelivery(
    _ line: Span<UInt8>, program: ByteRange, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let next = readID(line, at: start, to: end, &event), line.has(",from=<", at: next),
      let addr = line.find(">,addr=<", from: next + 6, to: end)
    else { return }
    event[.mailFrom] = ByteRange(next + 7, Swift.max(addr, next + 7))
    guard let recipient = bracketEnd(line, from: addr + 8, to: end) else { return }
    event[.rcptTo] = ByteRange(addr + 8, recipient)
    var position = recipient + 1
    if line.has(",size=", at: position) {
      position += 6
      event.size = line.number(&position, to: end)
    }
    let module = ByteRange(program.lower + 7, program.upper)
    if line.has(",success: ", at: position) {
      event.action = .delivery
      event.status = .sent
      event.outcome = .success
      readSuccess(line, from: position + 10, to: end, module, &event)
    } else if line.has(",status: ", at: position) {
      readStatus(line, from: position + 9, to: end, module, &event)
    } else if line.has(": ", at: position) {
      event.action = .service
      event.isReplyToDelivery = true
      if let reply = Reply.read(line, from: position + 2, to: end), reply.code != 0 {
        event.setReply(reply)
        if reply.code < 300 { event[.queuedAs] = Reply.queuedAs(line, reply.text) }
      } else {
        event[.detail] = ByteRange(position + 2, end)
      }
    }
  }

  /// The `>` of a recipient: the first that a comma or colon follows.
  private static func bracketEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var position = start
    while let close = line.find(.ascii(">"), from: position, to: end) {
      if line.has(",s", at: close + 1) || line.has(": ", at: close + 1) || close + 1 == end { return close }
      position = close + 1
    }
    return nil
  }

  /// `delivered: host [A]`, `Message delivered.`
  private static func readSuccess(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ module: ByteRange, _ event: inout LogEvent
  ) {
    event[.replyText] = ByteRange(start, end)
    guard line.has("delivered: ", at: start), line[end - 1] == .ascii("]"),
      let open = line.findLast(.ascii("["), from: start, to: end)
    else {
      event[.transport] = module
      return
    }
    event.isClientSide = true
    let address = ByteRange(open + 1, end - 1)
    if line.isAddress(address) { event[.destinationIP] = line.unmapped(address) }
    let name = ByteRange(start + 11, Swift.max(open - 1, start + 11))
    if !name.isEmpty { event[.destinationDomain] = name }
  }

  /// The line that closes a delivery; where it succeeded, the line before has said so.
  private static func readStatus(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ module: ByteRange, _ event: inout LogEvent
  ) {
    event.action = .delivery
    event.outcome = .failure
    event[.transport] = module
    let word = ByteRange(start, end)
    if line.equals("deferred", in: word) {
      event.status = .deferred
    } else if line.equals("failure", in: word) {
      event.status = .bounced
    } else {
      event.setService(start, end)
      event.outcome = .none
    }
  }

  public static var samples: [LogSample] { CourierMTASamples.all }
}

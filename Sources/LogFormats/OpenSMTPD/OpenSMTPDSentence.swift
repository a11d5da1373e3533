import Bytes
import Model

/// The sentences of OpenSMTPD 5.x, and those that later versions kept.
enum OpenSMTPDSentence {
  /// `smtp-in: ...`
  static func parseServer(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.networkProtocol = .smtp
    guard start < end else { return }
    switch line[start] {
    case .ascii("N"):
      // New session S from host H [A]
      guard line.has("New session ", at: start), let next = session(line, at: start + 12, &event) else {
        break
      }
      event.action = .connect
      event.alwaysLogsTLS = true
      if line[end - 1] == .ascii("]"), let open = line.findLast(.ascii("["), from: next, to: end) {
        OpenSMTPDFormat.setAddress(line, ByteRange(open + 1, end - 1), &event)
        if event.has(.sourceIP), line.has(" from host ", at: next), open > next + 12,
          !line.has("<", at: next + 11)
        {
          event[.detail] = ByteRange(next + 6, open - 1)
        }
      }
    case .ascii("A"):
      if line.has("Accepted message ", at: start) {
        readMessage(line, from: start + 17, to: end, &event)
      } else if line.has("Accepted authentication for user ", at: start) {
        readLogin(line, from: start + 33, to: end, isOk: true, &event)
      } else if line.has("Authentication failed for user ", at: start) {
        readLogin(line, from: start + 31, to: end, isOk: false, &event)
        event[.reason] = ByteRange(start, start + 21)
      } else if line.has("Authentication temporarily failed for user ", at: start) {
        readLogin(line, from: start + 43, to: end, isOk: false, &event)
        event[.reason] = ByteRange(start, start + 33)
      }
    case .ascii("C"):
      if line.has("Closing session ", at: start), session(line, at: start + 16, &event) != nil {
        event.action = .disconnect
      } else if line.has("Client certificate verification ", at: start) {
        event.setService(start, end)
        readSession(line, from: start, to: end, &event)
        event.tlsVerification = line.has("succeeded", at: start + 32) ? .verified : .untrusted
      }
    case .ascii("R"):
      guard line.has("Received disconnect from session ", at: start),
        session(line, at: start + 33, &event) != nil
      else { break }
      event.action = .connectionLost
      event[.reason] = ByteRange(start, start + 19)
    case .ascii("D"):
      guard line.has("Disconnecting session ", at: start), let next = session(line, at: start + 22, &event)
      else { break }
      event.action = .connectionLost
      if line.has(": ", at: next) { event[.reason] = ByteRange(next + 2, end) }
    case .ascii("E"):
      guard line.has("Ending session ", at: start), let next = session(line, at: start + 15, &event) else {
        break
      }
      event.action = .warning
      if line.has(": ", at: next) { event[.reason] = ByteRange(next + 2, end) }
    case .ascii("S"):
      guard line.has("Started TLS on session ", at: start), let next = session(line, at: start + 23, &event)
      else { break }
      readTLS(line, from: next, to: end, &event)
    case .ascii("F"):
      // The command is the client's: the right-most arrow is the server's.
      guard line.has("Failed command on session ", at: start),
        let next = session(line, at: start + 26, &event),
        line.has(": \"", at: next), let arrow = line.findLast("\" => ", from: next, to: end)
      else { break }
      OpenSMTPDCommand.read(
        line, command: ByteRange(next + 3, arrow), reply: ByteRange(arrow + 5, end), &event)
    case .ascii("B"):
      guard line.has("Bad input on session ", at: start), let next = session(line, at: start + 21, &event),
        line.has(": ", at: next)
      else { break }
      OpenSMTPDCommand.readBadInput(line, reply: ByteRange(next + 2, end), &event)
    default: break
    }
    if event.action == .unrecognized {
      readSession(line, from: start, to: end, &event)
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }

  /// `smtp-out: ...`
  static func parseClient(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.networkProtocol = .smtp
    event.isClientSide = true
    guard start < end else { return }
    if line.has("Started TLS on session ", at: start), let next = session(line, at: start + 23, &event) {
      readTLS(line, from: next, to: end, &event)
      return
    }
    readSession(line, from: start, to: end, &event)
    if line.has("Server certificate verification ", at: start) {
      event.setService(start, end)
      event.tlsVerification = line.has("succeeded", at: start + 32) ? .verified : .untrusted
    } else if line.has("Error ", at: start) || line.has("No ", at: start) || line.has("Too many", at: start)
      || line.has("Disabling ", at: start) || line.has("Failed ", at: start)
    {
      event.setWarning(start, end)
    } else {
      event.setService(start, end)
      readConnecting(line, from: start, to: end, &event)
    }
  }

  /// `Connecting to smtp://203.0.113.60:25 (smart.isp.test) on session S...`
  private static func readConnecting(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard line.has("Connecting to ", at: start), let scheme = line.find("://", from: start, to: end),
      let blank = line.find(32, from: scheme, to: end),
      let colon = line.findLast(.ascii(":"), from: scheme + 3, to: blank)
    else { return }
    let address = OpenSMTPDFormat.bare(line, ByteRange(scheme + 3, colon))
    if line.isAddress(address) { event[.destinationIP] = line.unmapped(address) }
    var digits = colon + 1
    event.destinationPort = UInt16(clamping: line.number(&digits, to: blank))
    if line.has("(", at: blank + 1), let close = line.find(.ascii(")"), from: blank, to: end) {
      let name = ByteRange(blank + 2, close)
      if !name.isEmpty, line[name.lower] != .ascii("<") { event[.destinationDomain] = name }
    }
  }

  /// Sets the session that stands at `start`; the position behind it.
  private static func session(_ line: Span<UInt8>, at start: Int, _ event: inout LogEvent) -> Int? {
    guard OpenSMTPDFormat.isHex(line, from: start, count: 16) else { return nil }
    event[.sessionID] = ByteRange(start, start + 16)
    return start + 16
  }

  /// Sets the session where the sentence names one behind its word.
  private static func readSession(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard let word = line.find("session ", from: start, to: end) else { return }
    _ = session(line, at: word + 8, &event)
  }

  /// `: version=TLSv1.2, cipher=C, bits=112`
  private static func readTLS(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .tlsEstablished
    event.tlsEstablished = .yes
    if line.has(": version=", at: start) {
      OpenSMTPDFormat.setOldTLS(line, from: start + 2, to: end, &event)
    }
  }

  /// `U on session S`; blanks in the user are encoded.
  private static func readLogin(
    _ line: Span<UInt8>, from start: Int, to end: Int, isOk: Bool, _ event: inout LogEvent
  ) {
    guard let on = line.findLast(" on session ", from: start, to: end) else { return }
    event.action = .login
    event.outcome = isOk ? .success : .failure
    event[.userName] = ByteRange(start, on)
    _ = session(line, at: on + 12, &event)
  }

  /// `M on session S: from=<F>, [to=<R>, ]size=N, ndest=N, proto=P`: a line for every recipient; the oldest wrote one for
  /// all, with `nrcpts=`.
  private static func readMessage(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard OpenSMTPDFormat.isHex(line, from: start, count: 8), line.has(" on session ", at: start + 8),
      var position = session(line, at: start + 20, &event), line.has(": from=<", at: position),
      let sender = line.bracketed(at: position + 7, to: end)
    else { return }
    event.action = .messageReceived
    event.messageRole = .arrives
    event[.localID] = ByteRange(start, start + 8)
    event[.mailFrom] = sender.address
    position = sender.next
    if line.has(", to=<", at: position), let recipient = line.bracketed(at: position + 5, to: end) {
      event[.rcptTo] = recipient.address
      position = recipient.next
    }
    guard line.has(", size=", at: position) else { return }
    position += 7
    event.size = line.number(&position, to: end)
    if line.has(", nrcpts=", at: position) {
      position += 9
    } else if line.has(", ndest=", at: position) {
      position += 8
    } else {
      return
    }
    event.recipients = Int32(clamping: line.number(&position, to: end))
  }

  // MARK: Outcomes

  /// `relay: Ok for E: ...`, `delivery: Ok for E: ...`, `queue: Expire for E: ...`: pairs, a comma between two, and the text
  /// last. False where the line is none of these.
  static func parseOutcome(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    var position = start
    if line.has("relay: ", at: start) {
      event.isClientSide = true
      event.networkProtocol = .smtp
      position += 7
    } else if line.has("delivery: ", at: start) {
      position += 10
    } else if line.has("queue: ", at: start) {
      position += 7
    }
    guard let blank = line.find(32, from: position, to: Swift.min(end, position + 16)),
      line.has("for ", at: blank + 1), let next = OpenSMTPDFormat.setEnvelope(line, at: blank + 5, &event),
      line.has(": ", at: next)
    else {
      event.isClientSide = false
      event.networkProtocol = .none
      return false
    }
    OpenSMTPDClient.setResult(line, ByteRange(position, blank), &event)
    if event.action == .unrecognized {
      // An envelope taken out by hand: Remove.
      event.setService(start, end)
      return true
    }
    readPairs(line, from: next + 2, to: end, &event)
    return true
  }

  private static func readPairs(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var position = start
    while position < end {
      if line.has("stat=", at: position) {
        OpenSMTPDClient.setText(line, ByteRange(position + 5, end), &event)
        return
      }
      guard let equals = line.find(.ascii("="), from: position, to: end) else { return }
      let value = equals + 1
      var next = value
      if line.has("<", at: value), let address = line.bracketed(at: value, to: end) {
        next = address.next
        if line.has("from=", at: position) {
          event[.mailFrom] = address.address
        } else if line.has("to=", at: position) {
          event[.rcptTo] = address.address
        } else if line.has("rcpt=", at: position) {
          OpenSMTPDClient.setOriginal(line, address.address, &event)
        }
      } else if line.has("relay=", at: position) {
        // Not always a comma behind it.
        next = line.find(" delay=", from: value, to: end) ?? end
        if next > value, line[next - 1] == .ascii(",") { next -= 1 }
        OpenSMTPDClient.setRelay(line, ByteRange(value, next), &event)
      } else {
        next = line.find(", ", from: value, to: end) ?? end
        let range = ByteRange(value, next)
        if line.has("delay=", at: position) {
          event.delayMicroseconds = OpenSMTPDFormat.duration(line, range)
        } else if line.has("user=", at: position) {
          event[.detail] = ByteRange(position, next)
        } else if line.has("method=", at: position) {
          event[.transport] = range
        } else if line.has("session=", at: position), OpenSMTPDFormat.isHex(line, from: value, count: 16) {
          event[.sessionID] = ByteRange(value, value + 16)
        }
      }
      position = next
      while position < end, line[position] == .ascii(",") || line[position] == 32 { position += 1 }
      if position == value { position += 1 }
    }
  }
}

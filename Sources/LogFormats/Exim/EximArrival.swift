import Bytes
import Model

/// `<= sender [R=id] [H=host|U=login] P=protocol [X=…] [A=…] S=size [id=…] [T="subject"] [from <…>] [for …]`: a message
/// came in; `(= …`: it did, and its sender was told that it was rejected.
///
/// No `X=` proves that the connection was in clear: `tls_cipher` is among the default selectors, and `P=` tells by its
/// `s` as well. `A=` proves a login. A null sender with `R=` is a notification about the message that it names.
/// - Source: receive.c `receive_msg`, end; `add_host_info_for_log`
enum EximArrival {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let sender = EximAddress.token(line, at: start, to: end) else { return }
    event[.mailFrom] = sender
    var position = sender.upper
    if position < end, line[position] == .ascii(">") { position &+= 1 }
    let fields = EximFields(line, from: position, to: end)
    guard !fields.protocolName.isNone || fields.size >= 0 || fields.peer != nil || !fields.ident.isNone
    else { return }
    event.messageRole = .begins
    event.action = .messageReceived
    event.outcome = .success
    fields.setClient(line, &event)
    fields.setLogin(line, &event)
    fields.setTLS(line, &event)
    if event.tlsEstablished == .unknown, fields.peer != nil {
      event.tlsEstablished = certainty(line, fields.protocolName)
    }
    event.size = fields.size
    if !fields.messageID.isNone { event[.messageID] = fields.messageID }
    if !fields.text.isNone { event[.subject] = fields.text }
    if sender.isEmpty, !fields.reference.isEmpty, !fields.reference.isNone {
      event.action = .bounce
      event[.bounceOf] = fields.reference
    }
    setRecipients(line, from: fields.end, to: end, &event)
  }

  /// `smtp`, `esmtp`, `esmtps`, `esmtpa`, `esmtpsa`, `utf8esmtps`, …
  private static func certainty(_ line: Span<UInt8>, _ name: ByteRange) -> LogEvent.Certainty {
    guard name.count >= 4, let found = line.find("smtp", from: name.lower, to: name.upper) else {
      return .unknown
    }
    return line.find(.ascii("s"), from: found &+ 4, to: name.upper) != nil ? .yes : .no
  }

  /// ` from <sender> for a@example.org b@example.org`
  private static func setRecipients(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    var position = start
    if line.has("from <", at: position) {
      guard let again = line.bracketed(at: position &+ 5, to: end) else { return }
      position = again.next
      while position < end, line[position] == 32 { position &+= 1 }
    }
    guard line.has("for ", at: position), position &+ 4 < end else { return }
    event[.rcptTo] = ByteRange(position &+ 4, end)
    event.listStyle = .blanks
    event.recipients = recipients(line, from: position &+ 4, to: end, event)
  }

  /// How many recipients stand in `start..<end`.
  private static func recipients(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: borrowing LogEvent
  ) -> Int32 {
    var count: Int32 = 0
    var position = start
    guard line.find(.ascii("\""), or: .ascii("<"), from: start, to: end) == nil else {
      while event.nextValue(of: .rcptTo, in: line, at: &position) != nil { count &+= 1 }
      return count
    }
    // Neither quotes nor brackets: as many as there are words.
    while position < end {
      let blank = line.findNear(32, from: position, to: end) ?? end
      if blank > position { count &+= 1 }
      position = blank &+ 1
    }
    return count
  }
}

/// An address as Exim writes it without brackets: a blank ends it, but for those in a quoted local part.
enum EximAddress {
  /// The address at `start`; that of `<>` is empty and stands between the brackets.
  @inline(__always)
  static func token(_ line: Span<UInt8>, at start: Int, to end: Int) -> ByteRange? {
    guard start < end else { return nil }
    if line[start] == .ascii("<") {
      guard let bracketed = line.bracketed(at: start, to: end) else { return nil }
      return bracketed.address
    }
    var position = start
    if line[position] == .ascii("\"") { position = line.afterQuoted(position, to: end) }
    if position < end { position = line.findNear(32, from: position, to: end) ?? end }
    return position > start ? ByteRange(start, position) : nil
  }
}

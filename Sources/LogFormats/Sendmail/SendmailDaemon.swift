import Bytes
import Model

/// Everything that is neither envelope, delivery, connection nor refusal: daemons' lives, limits, notices, complaints.
enum SendmailDaemon {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("r"):
      if line.has("rejecting connections on daemon ", at: start) {
        parseLimit(line, from: start, nameFrom: start &+ 32, to: end, .serviceLimit, &event)
      } else if line.has("rejecting ", at: start) || line.has("refused", at: start) {
        event.setWarning(start, end)
      } else if line.has("restarting ", at: start) || line.has("runqueue: ", at: start) {
        event.setService(start, end)
      }
    case .ascii("d"):
      if line.has("deferring connections on daemon ", at: start) {
        parseLimit(line, from: start, nameFrom: start &+ 32, to: end, .rateLimit, &event)
      } else if line.has("delaying connections on daemon ", at: start) {
        parseLimit(line, from: start, nameFrom: start &+ 31, to: end, .rateLimit, &event)
      } else if line.has("discarded", at: start) {
        event.action = .delivery
        event.status = .discarded
        event.outcome = .success
      } else if line.has("daemon ", at: start) || line.has("deliver", at: start)
        || line.has("dns", at: start) || line.has("drop", at: start)
      {
        event.setWarning(start, end)
      }
    case .ascii("a"):
      if line.has("accepting connections again for daemon ", at: start)
        || line.has("alias database ", at: start)
        || line.has("alias ", at: start)
      {
        event.setService(start, end)
      }
    case .ascii("s"):
      if line.has("starting daemon (", at: start) || line.has("started as: ", at: start)
        || line.has("stopping daemon", at: start) || line.has("split: ", at: start)
        || line.has("skipping ", at: start)
      {
        event.setService(start, end)
      } else if line.has("size=", at: start) || line.has("stat=", at: start) {
        event.setService(start, end)
      }
    case .ascii("-"), .ascii(">"):
      // The dialogue at log levels above 12: `--- 250 …`, `-- `, `>>> `.
      if line.has("---", at: start) || line.has("-- ", at: start) || line.has(">>>", at: start) {
        event.setService(start, end)
      }
    case .ascii("<"):
      if line.has("<-- ", at: start) {
        event.action = .service
        let isAUTH = line.hasIgnoringCase("auth ", at: start &+ 4)
        // What follows AUTH is a password.
        event[.detail] = ByteRange(start, isAUTH ? start &+ 8 : end)
      } else if line.has("<<<", at: start) {
        event.setService(start, end)
      }
    case .ascii("/"):
      // /etc/aliases: 77 aliases, longest 10 bytes, 778 bytes total
      if line.find(" aliases, longest ", from: start, to: end) != nil {
        event.setService(start, end)
      } else {
        event.setWarning(start, end)
      }
    case .ascii("S"):
      if line.has("SYSERR", at: start) {
        event.setWarning(start, end)
        event.outcome = .failure
        if let colon = line.find(": ", from: start, to: end) { event[.reason] = ByteRange(colon &+ 2, end) }
      } else if line.has("Saved message in ", at: start) || line.has("SMTP outgoing connect ", at: start) {
        event.setService(start, end)
      } else if line.has("Subject:", at: start) {
        // A site's own `K… syslog` map.
        event.action = .service
        let first = Swift.min(line.has(" ", at: start &+ 8) ? start &+ 9 : start &+ 8, end)
        event[.subject] = ByteRange(first, end)
      }
    case .ascii("L"):
      if line.has("Losing ", at: start) {
        event.setWarning(start, end)
        event.outcome = .failure
      }
    default: break
    }
    if event.action == .unrecognized, event.has(.localID) { parseNotice(line, from: start, to: end, &event) }
  }

  /// `NEW: DSN|return to sender|sender notify|postmaster notify|return receipt: TEXT`, `NEW: clone: owner=A`: a message
  /// that was made about, or out of, the one whose id stands first.
  private static func parseNotice(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard let colon = SendmailFormat.queueID(line, from: start, to: end), line.has(": ", at: colon) else {
      return
    }
    let text = colon &+ 2
    if line.has("clone: owner=", at: text) {
      event.action = .redirect
      event.outcome = .success
      event[.queuedAs] = ByteRange(start, colon)
      event[.detail] = ByteRange(text, end)
      return
    }
    let isNotice =
      line.has("DSN: ", at: text) || line.has("return to sender: ", at: text)
      || line.has("sender notify: ", at: text) || line.has("postmaster notify: ", at: text)
      || line.has("return receipt", at: text) || line.has("owner notify: ", at: text)
    guard isNotice, let reason = line.find(": ", from: text, to: end) else { return }
    event.action = .bounce
    event[.bounceOf] = event[.localID]
    event[.localID] = ByteRange(start, colon)
    if SendmailFormat.isDated(event[.localID]) { event.messageRole = .arrives }
    event[.detail] = ByteRange(text, reason)
    event[.reason] = ByteRange(reason &+ 2, end)
    if line.has("Cannot send message for ", at: reason &+ 2)
      || line.has("Cannot send message within ", at: reason &+ 2)
    {
      event.status = .expired
      event.outcome = .failure
    }
  }

  /// `… daemon NAME: load average: N`, `… NAME: N children, max M`, `… NAME: N per second`, `… NAME: min free: N`
  private static func parseLimit(
    _ line: Span<UInt8>, from start: Int, nameFrom name: Int, to end: Int, _ action: LogEvent.Action,
    _ event: inout LogEvent
  ) {
    event.action = action
    event.outcome = .failure
    event[.reason] = ByteRange(start, end)
    guard let colon = line.find(": ", from: name, to: end) else { return }
    var position = colon &+ 2
    if position < end, line[position].isDigit {
      let value = line.number(&position, to: end)
      var first = position
      while first < end, line[first] == 32 { first &+= 1 }
      let stop = line.find(", max ", from: first, to: end) ?? end
      event[.limitName] = ByteRange(first, stop)
      event.limitValue = value
      if stop < end {
        position = stop &+ 6
        event.limitValue = line.number(&position, to: end)
      }
    } else if let last = line.findLast(": ", from: position, to: end) {
      event[.limitName] = ByteRange(position, last)
      position = last &+ 2
      event.limitValue = line.number(&position, to: end)
    }
  }

  /// Texts that are known by a word of theirs: complaints that any part of the program can make.
  @inline(never)
  static func parseText(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("A"):
      if line.has("Authentication-Warning: ", at: start) { event.setWarning(start &+ 24, end) }
    case .ascii("g"):
      if line.has("gethostbyaddr(", at: start) {
        event.setWarning(start, end)
        if let close = line.find(.ascii(")"), from: start, to: end) {
          let address = ByteRange(start &+ 14, close)
          if line.isAddress(address) { event[.sourceIP] = address }
        }
      } else if line.has("grew WorkList ", at: start) {
        event.setService(start, end)
      } else if line.has("getrequests: ", at: start) || line.has("getauthinfo: ", at: start) {
        event.setWarning(start, end)
      }
    case .ascii("t"):
      if line.has("tempfail", at: start) || line.has("timeout", at: start) || line.has("transient", at: start)
      {
        event.setWarning(start, end)
      } else if line.has("trimmed", at: start) {
        event.setService(start, end)
      }
    case .ascii("q"):
      if line.has("queue", at: start) { event.setService(start, end) }
    case .ascii("Q"):
      if line.has("Queue", at: start) { event.setService(start, end) }
    case .ascii("["):
      if line.has("[more]", at: start) { event.setService(start, end) }
    case .ascii("e"):
      if line.has("error", at: start) { event.setWarning(start, end) }
    case .ascii("u"):
      if line.has("unable to ", at: start) { event.setWarning(start, end) }
    case .ascii("f"):
      if line.has("forward", at: start) || line.has("fill_fd", at: start) || line.has("file ", at: start) {
        event.setWarning(start, end)
      }
    case .ascii("h"):
      if line.has("hash map ", at: start) || line.has("hostname ", at: start) { event.setWarning(start, end) }
    case .ascii("p"):
      if line.has("problem", at: start) || line.has("pri", at: start) { event.setWarning(start, end) }
    case .ascii("l"):
      if line.has("low on space", at: start) || line.has("locked", at: start)
        || line.has("lost lock", at: start)
        || line.has("ldap", at: start)
      {
        event.setWarning(start, end)
      }
    case .ascii("m"):
      if line.has("makeconnection", at: start) || line.has("mail loop", at: start)
        || line.has("mailer ", at: start) || line.has("map ", at: start) || line.has("more ", at: start)
      {
        event.setWarning(start, end)
      }
    case .ascii("M"):
      if line.has("My unqualified host name", at: start) || line.has("MIME ", at: start)
        || line.has("Maximum ", at: start) || line.has("MaxHops", at: start)
      {
        event.setWarning(start, end)
      }
    case .ascii("W"):
      if line.has("WARNING: ", at: start) || line.has("Warning: ", at: start) { event.setWarning(start, end) }
    case .ascii("T"):
      if line.has("Truncated ", at: start) || line.has("Too many ", at: start) || line.has("TLS", at: start) {
        event.setWarning(start, end)
      }
    case .ascii("F"):
      if line.has("Fixed MIME ", at: start) { event.setWarning(start, end) }
    case .ascii("D"):
      if line.has("DIGEST-MD5 ", at: start) { event.setService(start, end) }
    case .ascii("w"):
      if line.has("warning: ", at: start) { event.setWarning(start, end) }
    default: break
    }
    if event.action == .unrecognized, let dots = line.find("... ", from: start, to: end),
      line.find(32, from: start, to: dots) == nil
    {
      // `user... Cannot open /home/user/.forward: …`: usrerr's and message's texts.
      event.setWarning(start, end)
    }
    guard event.action == .unrecognized, event.has(.localID) else { return }
    // Under an id, what is known by its trouble alone.
    if line.find("SYSERR", from: start, to: end) != nil || line.find(" failed", from: start, to: end) != nil
      || line.find("rror", from: start, to: end) != nil || line.find("annot ", from: start, to: end) != nil
      || line.find("arning", from: start, to: end) != nil || line.find("nknown", from: start, to: end) != nil
      || line.find("imeout", from: start, to: end) != nil || line.find("oo many", from: start, to: end) != nil
    {
      event.setWarning(start, end)
    }
  }
}

import Bytes
import Model

/// Looks through the head of a source for everything that tells about its clock.
///
/// It knows no log format: ids are found by their shape and by where they stand (before the colon or blank that
/// begins the message, in `<...>` behind `message-id=`, `msgid=` or `session=`, in a server's reply). Off the path
/// of every line: a MiB takes a few milliseconds. Memory: the probe, bounded by `anchorLimit` and `referenceLimit`.
public struct ProbeScanner {
  /// Anchors kept of one source.
  public static let anchorLimit = 2_048
  /// References kept in each list of one source.
  public static let referenceLimit = 8_192
  /// Bytes of a line that are looked at.
  private static let lineLimit = 4_096

  public private(set) var probe: ClockProbe
  private let dialect: Dialect
  private var envelope = Envelope()
  private var seenIDs: Set<UInt64> = []
  private var seenHosts: [UInt64] = []

  init(_ dialect: Dialect, group: String, path: String, hints: SourceHints) {
    self.dialect = dialect
    probe = ClockProbe(group: group, path: path)
    probe.hints = hints
  }

  /// Scans `head`, the first bytes of a source; a last line that is cut off does no harm.
  /// - Parameter isWhole: `head` is the whole source, so that its last stamp is the source's.
  public static func scan(
    _ head: Span<UInt8>, _ dialect: Dialect = Dialect(), isWhole: Bool, group: String, path: String,
    hints: SourceHints = SourceHints()
  ) -> ClockProbe {
    var scanner = ProbeScanner(dialect, group: group, path: path, hints: hints)
    scanner.read(head)
    scanner.probe.isWhole = isWhole
    return scanner.probe
  }

  private mutating func read(_ head: Span<UInt8>) {
    var start = 0
    while start < head.count {
      let end = head.find(10, from: start) ?? head.count
      let line = head.extracting(start..<min(end, start + ProbeScanner.lineLimit))
      start = end + 1
      FormatRegistry.readEnvelope(line, dialect, into: &envelope)
      guard !envelope.stamp.isNone else { continue }
      note(envelope.stamp)
      note(host: envelope.host, line)
      readIDs(line)
    }
  }

  private mutating func note(_ stamp: Stamp) {
    if probe.first.isNone { probe.first = stamp }
    probe.last = stamp
    guard !stamp.hasYear else { return }
    probe.isYearLess = true
    // The 60th day of 2000.
    let leapDay = (CivilTime.days(year: 2000, month: 2, day: 29)) * 86_400_000_000
    if probe.leapDay == nil, stamp.civilMicroseconds >= leapDay,
      stamp.civilMicroseconds < leapDay + 86_400_000_000
    {
      probe.leapDay = stamp.civilMicroseconds
    }
  }

  private mutating func note(host: ByteRange, _ line: Span<UInt8>) {
    guard !host.isNone, host.count <= 255, seenHosts.count < 8 else { return }
    let hash = line.hash(host)
    guard !seenHosts.contains(hash) else { return }
    seenHosts.append(hash)
    probe.hosts.append(line.string(host))
  }

  // MARK: Ids

  private mutating func readIDs(_ line: Span<UInt8>) {
    let message = envelope.message
    guard !message.isNone, message.upper <= line.count else { return }
    let own = ProbeScanner.ownID(line, message)
    if let own {
      if isNew(own.id, line, seed: 1) {
        add(&probe.defined, line.hash(own.id))
        if let utc = ProbeScanner.time(of: own.id, in: line) {
          add(utc, ProbeScanner.isArrival(line, own, to: message.upper) ? .arrival : .ownID)
        }
      }
    }
    var position = message.lower
    while let open = line.find(.ascii("<"), from: position, to: message.upper) {
      position = open + 1
      let isMessageID = line.has("message-id=", at: open - 11) || line.has("msgid=", at: open - 6)
      let isSession = !isMessageID && line.has("session=", at: open - 8)
      let isCyrusSession = line.has("logged in SESSIONID=", at: open - 20)
      guard isMessageID || isSession || isCyrusSession,
        let close = line.find(.ascii(">"), from: position, to: message.upper)
      else { continue }
      let id = ByteRange(position, close)
      position = close + 1
      if isCyrusSession {
        if isNew(id, line, seed: 4), let utc = IDClock.cyrusSession(line, id) { add(utc, .arrival) }
      } else if isSession {
        readSession(line, id)
      } else {
        readMessageID(line, id, own: own?.id)
      }
    }
    readStampedIDs(line, message)
    readBareIDs(line, message)
    readReply(line, message)
  }

  /// Courier's `newmsg,id=0038C081.4D026173.000051A4`, and what splogger writes before qmail's lines.
  private mutating func readStampedIDs(_ line: Span<UInt8>, _ message: ByteRange) {
    let start = message.lower
    if line.has(".", at: start + 10) {
      if let utc = IDClock.splogger(line, ByteRange(start, start + 17)) { add(utc, .arrival) }
      return
    }
    let isNewMessage = line.has("newmsg,id=", at: start)
    guard
      isNewMessage || line.has("id=", at: start) || line.has("started,id=", at: start)
        || line.has("completed,id=", at: start),
      let equals = line.find(.ascii("="), from: start, to: message.upper)
    else { return }
    var end = equals + 1
    while end < message.upper, line[end].isHexDigit || line[end] == .ascii(".") { end += 1 }
    let id = ByteRange(equals + 1, end)
    guard isNew(id, line, seed: 1), let utc = IDClock.courier(line, id) else { return }
    add(utc, isNewMessage ? .arrival : .ownID)
  }

  /// Exim's `id=normal-1@beta.test`, OpenSMTPD's `msgid=bcf5ab70`.
  private mutating func readBareIDs(_ line: Span<UInt8>, _ message: ByteRange) {
    var position = message.lower
    while let equals = line.find(.ascii("="), from: position, to: message.upper) {
      position = equals + 1
      guard line.has("id", at: equals - 2),
        line.has(" id", at: equals - 3) || line.has(" msgid", at: equals - 6)
      else { continue }
      let end = line.find(32, from: position, to: message.upper) ?? message.upper
      let id = ByteRange(position, end)
      guard id.count >= 6, line[position] != .ascii("<") else { continue }
      if line.find(.ascii("@"), from: position, to: end) != nil {
        readMessageID(line, id, own: nil)
      } else if line.has(" msgid", at: equals - 6), isNew(id, line, seed: 1) {
        add(&probe.defined, line.hash(id))
      }
    }
  }

  private mutating func readMessageID(_ line: Span<UInt8>, _ id: ByteRange, own: ByteRange?) {
    guard id.count >= 6, id.count <= 400, isNew(id, line, seed: 2) else { return }
    add(&probe.messageIDs, line.hash(id, seed: 2))
    // A client can write any Message-ID: the time counts only where the id inside is this server's own, which no
    // client knew.
    guard let own, let dot = line.find(.ascii("."), from: id.lower, to: id.upper),
      line.equals(ByteRange(dot + 1, dot + 1 + own.count), line, own),
      line.has("@", at: dot + 1 + own.count)
    else { return }
    if let utc = IDClock.postfixMessageID(line, id) ?? IDClock.sendmailMessageID(line, id) {
      add(utc, .arrival)
    }
  }

  private mutating func readSession(_ line: Span<UInt8>, _ id: ByteRange) {
    guard IDClock.dovecotSession(line, id) != nil, isNew(id, line, seed: 3) else { return }
    let stamp = envelope.stamp
    // The bits repeat after 8.92 years, that is at another day of the year: among Dovecot's years, only one fits.
    for year in stamp.hasYear ? 0...0 : Int32(2008)...2055 {
      guard let civil = stamp.civil(inYear: year),
        let utc = IDClock.dovecot(line, id, near: Timestamp(microseconds: civil)),
        abs(civil - utc.microseconds) < 52_000_000_000
      else { continue }
      let isLogin = line.find(": Login:", to: envelope.message.upper) != nil
      add(utc, isLogin ? .arrival : .ownID)
      return
    }
  }

  /// Ids in what the next server answered: `status=sent (250 2.0.0 Ok: queued as X)`, `stat=Sent (X Message
  /// accepted for delivery)`, Exim's `C="250 OK id=X"`.
  private mutating func readReply(_ line: Span<UInt8>, _ message: ByteRange) {
    var start = -1
    var position = message.lower
    while start < 0, let open = line.find(.ascii("("), from: position, to: message.upper) {
      position = open + 1
      if line.has("=sent ", at: open - 6) || line.has("=Sent ", at: open - 6) { start = position }
    }
    if start < 0, let quote = line.find(" C=\"", from: message.lower, to: message.upper) { start = quote + 4 }
    if start < 0, let result = line.find(" result=\"Ok\" stat=\"", from: message.lower, to: message.upper) {
      start = result + 19
    }
    guard start >= 0 else { return }
    var found = 0
    while start < message.upper, found < 3 {
      while start < message.upper, !line[start].isAlphanumeric { start += 1 }
      var end = start
      var hasDigit = false
      while end < message.upper, line[end].isAlphanumeric || line[end] == .ascii("-") {
        if line[end].isDigit { hasDigit = true }
        end += 1
      }
      let token = ByteRange(start, end)
      start = end + 1
      guard hasDigit, token.count >= 8, token.count <= 64 else { continue }
      found += 1
      guard isNew(token, line, seed: 4) else { continue }
      add(&probe.mentioned, line.hash(token))
      if let utc = ProbeScanner.time(of: token, in: line) { add(utc, .remoteID) }
    }
  }

  private mutating func isNew(_ id: ByteRange, _ line: Span<UInt8>, seed: UInt64) -> Bool {
    guard seenIDs.count < 4 * ProbeScanner.referenceLimit else { return false }
    return seenIDs.insert(line.hash(id, seed: seed)).inserted
  }

  private func add(_ list: inout [ClockReference], _ hash: UInt64) {
    guard list.count < ProbeScanner.referenceLimit else { return }
    list.append(ClockReference(hash: hash, stamp: envelope.stamp))
  }

  private mutating func add(_ utc: Timestamp, _ kind: ClockAnchor.Kind) {
    guard probe.anchors.count < ProbeScanner.anchorLimit, !envelope.stamp.hasOffset else { return }
    probe.anchors.append(ClockAnchor(stamp: envelope.stamp, utc: utc, kind: kind))
  }

  // MARK: Shapes

  /// The id at the beginning of a message: `4YNQLR6y7RzB6g7: client=...`, `1tSBdC-00000k-2Q <= ...`, also behind
  /// Exim's `[pid] `. `after` is where the text behind it begins.
  private static func ownID(_ line: Span<UInt8>, _ message: ByteRange) -> (id: ByteRange, after: Int)? {
    var start = message.lower
    if start < message.upper, line[start] == .ascii("["),
      let close = line.find("] ", from: start, to: min(message.upper, start + 12))
    {
      start = close + 2
    }
    var end = start
    var hasDigit = false
    while end < message.upper, end - start <= 40, line[end].isAlphanumeric || line[end] == .ascii("-") {
      if line[end].isDigit { hasDigit = true }
      end += 1
    }
    guard hasDigit, end - start >= 8, end - start <= 40, end + 1 < message.upper else { return nil }
    let isColon = line[end] == .ascii(":") && line[end + 1] == 32
    guard isColon || line[end] == 32 else { return nil }
    return (ByteRange(start, end), isColon ? end + 2 : end + 1)
  }

  private static func time(of id: ByteRange, in line: Span<UInt8>) -> Timestamp? {
    IDClock.postfixLong(line, id) ?? IDClock.exim(line, id) ?? IDClock.sendmail(line, id)
  }

  /// Whether the text behind an own id tells of the message's arrival, seconds after the id was made; other lines
  /// of the message may come days later.
  private static func isArrival(_ line: Span<UInt8>, _ own: (id: ByteRange, after: Int), to end: Int) -> Bool
  {
    let at = own.after
    guard at < end else { return false }
    switch line[at] {
    case .ascii("c"): return line.has("client=", at: at)
    case .ascii("u"): return line.has("uid=", at: at)
    case .ascii("m"): return line.has("message-id=", at: at)
    case .ascii("<"): return line.has("<= ", at: at)
    // Sendmail writes it once; Postfix's qmgr again at every retry, but its line says `queue active`.
    case .ascii("f"):
      return line.has("from=", at: at) && IDClock.postfixLong(line, own.id) == nil
    default: return false
    }
  }

  /// The times of ids in lines that tell of their message's arrival, with the offset that the stamps show; those
  /// that lag behind by more than seconds say nothing.
  static func arrivals(
    in bytes: Span<UInt8>, _ range: Range<Int>, _ dialect: Dialect
  ) -> [OffsetChange.Vote] {
    var votes: [OffsetChange.Vote] = []
    var envelope = Envelope()
    var last = Timestamp.unknown
    var start = range.lowerBound
    while start < range.upperBound {
      let end = bytes.find(10, from: start, to: range.upperBound) ?? range.upperBound
      let line = bytes.extracting(start..<min(end, start + 512))
      start = end + 1
      FormatRegistry.readEnvelope(line, dialect, into: &envelope)
      guard !envelope.stamp.isNone, !envelope.stamp.hasOffset,
        let own = ownID(line, envelope.message), let utc = time(of: own.id, in: line), utc != last,
        isArrival(line, own, to: envelope.message.upper),
        let reading = ClockAnchor.reading(of: envelope.stamp, at: utc), reading.delay >= -3,
        reading.delay <= 10
      else { continue }
      last = utc
      votes.append(OffsetChange.Vote(utc: utc.seconds, offsetMinutes: reading.offsetMinutes))
    }
    return votes
  }
}

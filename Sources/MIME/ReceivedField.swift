public import Bytes
public import Model

/// One Received field: which server says it got the message, from whom, how and when.
///
/// Ranges count in the unfolded value that was parsed. A member that the field does not state is `.none`, nil or
/// false. All of it is a claim; who may be believed is decided in Correlation.
///
/// - Source: RFC 5321 §4.4; the templates of Postfix `smtpd.c`, Exim `globals.c`, Sendmail `conf.c`, and the
///   table of RELAY-PATHS.md §1.
public struct ReceivedField: Sendable {
  /// What step the field tells of. Only some are hops between hosts.
  public enum Kind: UInt8, Sendable {
    case unknown
    case smtp
    case lmtp
    /// Handed in on the host itself: `with local`, Postfix's pickup, Microsoft's pickup service.
    case local
    /// Web mail.
    case http
    /// Exchange between its own services.
    case mapi
    /// Collected from a mailbox (fetchmail, getmail): no relay.
    case fetch
    /// A content filter on the same host.
    case filter
    /// A server's own queue: qmail's `(qmail N invoked ...)`, a list server's spool.
    case queue
  }

  /// The software that wrote the field, where it shows.
  public enum Software: UInt8, Sendable {
    case unknown
    case postfix
    case exim
    case sendmail
    case qmail
    case exchange
    case google
    case openSMTPD
    case courier
    case communigate
    case powerMTA
    case ecelerity
    case haraka
    case sendGrid
    case fetchmail
  }

  public var kind: Kind = .unknown
  public var software: Software = .unknown
  /// The first word behind `from`, whatever it means.
  public var fromWord: ByteRange = .none
  /// What the client called itself.
  public var fromHelo: ByteRange = .none
  /// The client's reverse name as the server looked it up; none where it says `unknown`.
  public var fromDomain: ByteRange = .none
  /// The server's wording shows that the reverse name resolves back to the address (Postfix, Sendmail without
  /// `may be forged`, Exim).
  public var isDomainVerified = false
  public var fromIP: IPAddress?
  /// A dotted quad stands where the address belongs and is none (a part above 255).
  public var hasImpossibleIP = false
  public var fromPort: UInt16 = 0
  /// RFC 1413 ident or the user of a local step.
  public var ident: ByteRange = .none
  public var by: ByteRange = .none
  public var byIP: IPAddress?
  public var via: ByteRange = .none
  /// The words behind `with`, as written, up to the next clause or comment.
  public var with: ByteRange = .none
  public var transport: MailProtocol = .none
  /// Without angle brackets.
  public var id: ByteRange = .none
  /// The id is the software's version (Exchange), no queue id.
  public var isIDVersion = false
  /// First recipients, without angle brackets.
  public var recipients: InlineArray<4, ByteRange> = .init(repeating: .none)
  public var recipientCount = 0
  public var envelopeFrom: ByteRange = .none
  public var tls: LogEvent.Certainty = .unknown
  public var tlsVersion: ByteRange = .none
  public var tlsCipher: ByteRange = .none
  public var isAuthenticated = false
  /// The login name, where it is written.
  public var user: ByteRange = .none
  /// Sendmail's `(may be forged)`: the reverse name does not resolve back.
  public var mayBeForged = false
  public var dateRange: ByteRange = .none
  public var date = DateField()
  /// A comment or quoted string does not end, or there are more words than are read.
  public var isDamaged = false

  public init() {}

  /// At least one clause was understood.
  public var isParsable: Bool {
    !by.isNone || !fromWord.isNone || !with.isNone || fromIP != nil || byIP != nil || kind == .queue
  }

  /// A hop between hosts whose sending address is stated.
  public var isRelay: Bool {
    guard fromIP != nil else { return false }
    switch kind {
    case .smtp, .lmtp, .http, .mapi, .unknown: return true
    case .local, .fetch, .filter, .queue: return false
    }
  }
}

/// Reads Received values; kept and reused, since it holds the room for the tokens.
///
/// Clause words (`from by via with id for`) count at comment depth 0 only; order is free; the first `from`,
/// `by`, `id` stand; everything else is tolerated. Linear in the text.
public struct ReceivedParser: Sendable {
  private var scan = ReceivedTokens()

  public init() {}

  /// Parses the unfolded value `text` (see `HeaderBlock.unfold`). Never fails: see `isParsable`.
  public mutating func parse(_ text: Span<UInt8>, into field: inout ReceivedField) {
    field = ReceivedField()
    scan.read(text)
    field.isDamaged = scan.isUnbalanced || scan.isCut
    field.dateRange = scan.date
    field.date = DateField(text, scan.date)
    var reader = ReceivedReader(bodyCount: scan.bodyCount)
    reader.read(text, scan, &field)
  }

  public mutating func parse(_ text: Span<UInt8>) -> ReceivedField {
    var field = ReceivedField()
    parse(text, into: &field)
    return field
  }
}

/// Walks the tokens of one field clause by clause.
private struct ReceivedReader {
  enum Clause: UInt8 {
    case none, from, by, via, with, id, recipient, tls, envelopeFrom
  }

  let bodyCount: Int
  var clause = Clause.none
  var peer = ReceivedPeer()
  var wordsInClause = 0
  var hasFrom = false

  init(bodyCount: Int) { self.bodyCount = bodyCount }

  mutating func read(_ text: Span<UInt8>, _ scan: ReceivedTokens, _ field: inout ReceivedField) {
    for place in 0..<scan.tokens.count {
      let token = scan.tokens[place]
      if token.kind == .comment {
        comment(text, token.range, isBody: place < bodyCount, &field)
      } else if place < bodyCount {
        word(text, token.range, &field)
      }
    }
    finish(text, &field)
  }

  // MARK: words

  private func clauseWord(_ text: Span<UInt8>, _ word: ByteRange) -> Clause? {
    switch word.count {
    case 2:
      if text.equalsIgnoringCase("by", in: word) { return .by }
      if text.equalsIgnoringCase("id", in: word) { return .id }
    case 3:
      if text.equalsIgnoringCase("via", in: word) { return .via }
      if text.equalsIgnoringCase("for", in: word) { return .recipient }
      if clause == .with, text.equalsIgnoringCase("tls", in: word) { return .tls }
    case 4:
      if text.equalsIgnoringCase("from", in: word) { return .from }
      if text.equalsIgnoringCase("with", in: word) { return .with }
    case 13:
      if text.equalsIgnoringCase("envelope-from", in: word) { return .envelopeFrom }
    default: break
    }
    return nil
  }

  private mutating func word(_ text: Span<UInt8>, _ word: ByteRange, _ field: inout ReceivedField) {
    if let next = clauseWord(text, word) {
      // `by by host`: the second is neither host nor clause.
      if next == clause, wordsInClause == 0 { return }
      clause = next
      wordsInClause = 0
      return
    }
    wordsInClause += 1
    switch clause {
    case .none: break
    case .from: fromWord(text, word, &field)
    case .by:
      guard wordsInClause == 1, field.by.isNone else { break }
      field.by = ReceivedPeer.withoutBrackets(text, word)
      field.byIP = ReceivedPeer.literal(text, word)?.address
    case .via:
      if wordsInClause == 1 { field.via = .none }
      field.via = joined(field.via, word)
    case .with:
      guard field.with.isNone || wordsInClause > 1 else { break }
      field.with = joined(field.with, word)
      // The first word that names a protocol: `Microsoft SMTP Server`, `IBM ESMTP SMTP Gateway`.
      if field.transport == .none, let transport = MailProtocol(text, word) { field.transport = transport }
    case .id:
      if wordsInClause == 1, field.id.isNone { field.id = ReceivedPeer.withoutBrackets(text, word) }
    case .recipient:
      let isAddress = text.find(UInt8(ascii: "@"), from: word.lower, to: word.upper) != nil
      if wordsInClause == 1 || isAddress || text[word.lower] == UInt8(ascii: "<") {
        guard field.recipientCount < 4 else { break }
        field.recipients[field.recipientCount] = ReceivedPeer.withoutBrackets(text, word)
        field.recipientCount += 1
      }
    case .tls:
      if wordsInClause == 1 {
        field.tls = .yes
        field.tlsCipher = word
      }
    case .envelopeFrom:
      if wordsInClause == 1, field.envelopeFrom.isNone {
        field.envelopeFrom = ReceivedPeer.withoutBrackets(text, word)
      }
    }
  }

  private func joined(_ range: ByteRange, _ word: ByteRange) -> ByteRange {
    range.isNone ? word : ByteRange(range.lower, word.upper)
  }

  private mutating func fromWord(_ text: Span<UInt8>, _ word: ByteRange, _ field: inout ReceivedField) {
    if wordsInClause == 1 {
      let isPath =
        text[word.lower] == UInt8(ascii: "<")
        || text.find(UInt8(ascii: "@"), from: word.lower, to: word.upper) != nil
      if hasFrom || (isPath && !field.by.isNone) {
        // Domino: `for <recipient> from <sender>`.
        if isPath, field.envelopeFrom.isNone {
          field.envelopeFrom = ReceivedPeer.withoutBrackets(text, word)
        }
        wordsInClause = 2
        return
      }
      hasFrom = true
      field.fromWord = word
      peer.setWord(text, word)
      return
    }
    if hasFrom { peer.addWord(text, word) }
  }

  // MARK: comments

  private mutating func comment(
    _ text: Span<UInt8>, _ range: ByteRange, isBody: Bool, _ field: inout ReceivedField
  ) {
    if range.isEmpty { return }
    let start = range.lower
    let end = range.upper
    if let mark = text.find("envelope-", from: start, to: end) { envelope(text, mark, end, &field) }
    if text.find("may be forged", from: start, to: end) != nil { field.mayBeForged = true }
    guard isBody else { return }
    if tlsComment(text, range, &field) { return }
    if authComment(text, range, &field) { return }
    if text.hasIgnoringCase("qmail ", at: start) || text.has("qmail+", at: start) {
      qmail(text, range, &field)
      return
    }
    if text.hasIgnoringCase("client ", at: start) || text.hasIgnoringCase("no client ", at: start) { return }
    if clause == .from {
      peer.addComment(text, range)
    } else {
      software(text, range, &field)
    }
  }

  private func envelope(_ text: Span<UInt8>, _ mark: Int, _ end: Int, _ field: inout ReceivedField) {
    guard text.has("from", at: mark + 9) || text.has("sender", at: mark + 9), field.envelopeFrom.isNone
    else { return }
    var index = mark + 9
    while index < end, text[index].isLetter { index += 1 }
    while index < end, text[index].isBlank || text[index] == UInt8(ascii: "=") { index += 1 }
    var stop = index
    if index < end, text[index] == UInt8(ascii: "<") {
      index += 1
      stop = text.find(UInt8(ascii: ">"), from: index, to: end) ?? end
    } else {
      while stop < end, !text[stop].isBlank, text[stop] != UInt8(ascii: ","), text[stop] != UInt8(ascii: ")")
      {
        stop += 1
      }
    }
    field.envelopeFrom = ByteRange(index, stop)
  }

  private func tlsComment(
    _ text: Span<UInt8>, _ range: ByteRange, _ field: inout ReceivedField
  ) -> Bool {
    let start = range.lower
    let end = range.upper
    if text.has("using ", at: start),
      text.hasIgnoringCase("tls", at: start + 6) || text.has("SSL", at: start + 6)
    {
      // Postfix: `using TLSv1.3 with cipher X (256/256 bits)`.
      field.tls = .yes
      field.tlsVersion = wordRange(text, start + 6, end)
      if let mark = text.find("with cipher ", from: start, to: end) {
        field.tlsCipher = wordRange(text, mark + 12, end)
      }
      return true
    }
    let hasVersion = text.has("version=", at: start)
    if hasVersion || text.has("cipher=", at: start) {
      field.tls = .yes
      if hasVersion { field.tlsVersion = wordRange(text, start + 8, end) }
      if let mark = text.find("cipher=", from: start, to: end) {
        field.tlsCipher = wordRange(text, mark + 7, end)
      }
      return true
    }
    if text.hasIgnoringCase("tls", at: start) || text.hasIgnoringCase("ssl", at: start) {
      // `TLSv1.2:CIPHER:128` (Exim, OpenSMTPD), `TLS1.3` (Exim), `TLS: TLSv1/SSLv3,168bits,...` (Courier).
      field.tls = .yes
      var index = start
      if text.hasIgnoringCase("tls:", at: start) || text.hasIgnoringCase("ssl:", at: start) {
        index = start + 4
      }
      while index < end, text[index].isBlank { index += 1 }
      var stop = index
      while stop < end, !isTLSEnd(text[stop]) { stop += 1 }
      field.tlsVersion = ByteRange(index, stop)
      if stop < end, text[stop] == UInt8(ascii: ":") {
        var last = stop + 1
        while last < end, !isTLSEnd(text[last]) { last += 1 }
        field.tlsCipher = ByteRange(stop + 1, last)
      }
      return true
    }
    if end - start > 10, text.has(" encrypted", at: end - 10) {
      // qmail with TLS: `(DHE-RSA-AES256-SHA encrypted) SMTP`.
      field.tls = .yes
      field.tlsCipher = wordRange(text, start, end)
      return true
    }
    return false
  }

  private func isTLSEnd(_ byte: UInt8) -> Bool {
    byte <= 32 || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ")")
  }

  private func wordRange(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> ByteRange {
    var index = start
    while index < end, text[index] > 32, text[index] != UInt8(ascii: ","), text[index] != UInt8(ascii: ")") {
      index += 1
    }
    return ByteRange(start, index)
  }

  private func authComment(
    _ text: Span<UInt8>, _ range: ByteRange, _ field: inout ReceivedField
  ) -> Bool {
    let start = range.lower
    let end = range.upper
    if text.hasIgnoringCase("authenticated", at: start) {
      // `Authenticated sender: u` (Postfix), `authenticated bits=0` (Sendmail, Haraka), `authenticated user u`.
      field.isAuthenticated = true
      var index = start + 13
      if text.hasIgnoringCase(" sender: ", at: index) {
        index += 9
      } else if text.hasIgnoringCase(" user ", at: index) {
        index += 6
      } else {
        return true
      }
      field.user = wordRange(text, index, end)
      return true
    }
    if text.hasIgnoringCase("auth: ", at: start) {
      // Courier: `AUTH: LOGIN u`, with a comma and TLS behind it in newer ones.
      field.isAuthenticated = true
      let mechanism = wordRange(text, start + 6, end)
      if mechanism.upper < end, text[mechanism.upper] == 32 {
        field.user = wordRange(text, mechanism.upper + 1, end)
      }
      return true
    }
    if text.find("authenticated user", from: start, to: end) != nil {
      // `SquirrelMail authenticated user u`
      field.isAuthenticated = true
      field.kind = .http
      if let mark = text.find("authenticated user ", from: start, to: end) {
        field.user = wordRange(text, mark + 19, end)
      }
      return true
    }
    return false
  }

  private func qmail(_ text: Span<UInt8>, _ range: ByteRange, _ field: inout ReceivedField) {
    guard text.find("invoked ", from: range.lower, to: range.upper) != nil else { return }
    field.software = .qmail
    field.kind = .queue
    // `invoked from network[83.70.48.2/name]`: netqmail with a patch.
    if let mark = text.find("network[", from: range.lower, to: range.upper),
      let literal = ReceivedPeer.literal(text, ByteRange(mark + 7, range.upper))
    {
      field.fromIP = literal.address
    }
  }

  private func software(_ text: Span<UInt8>, _ range: ByteRange, _ field: inout ReceivedField) {
    let start = range.lower
    let end = range.upper
    if clause == .by, field.byIP == nil, let literal = ReceivedPeer.literal(text, range) {
      field.byIP = literal.address
      return
    }
    func begins(_ literal: StaticString) -> Bool { text.has(literal, at: start) }
    if begins("Postfix") {
      field.software = .postfix
      if text.find("from userid ", from: start, to: end) != nil { field.kind = .local }
    } else if begins("Exim") {
      field.software = .exim
    } else if begins("OpenSMTPD") {
      field.software = .openSMTPD
    } else if begins("CommuniGate") {
      field.software = .communigate
    } else if begins("PowerMTA") {
      field.software = .powerMTA
    } else if begins("ecelerity") {
      field.software = .ecelerity
    } else if begins("Haraka") {
      field.software = .haraka
    } else if begins("SG") && end - start == 2 {
      field.software = .sendGrid
    } else if begins("fetchmail") || begins("getmail") || begins("single-drop") || begins("multi-drop") {
      field.software = .fetchmail
      field.kind = .fetch
    } else if begins("qmail") {
      field.software = .qmail
    } else if field.software == .unknown, clause == .by, isSendmailVersion(text, range) {
      field.software = .sendmail
    }
  }

  /// `8.17.1.9/8.17.1.9/Debian-2+deb12u2`, `8.11.6p3/8.10.1`: the binary's and the configuration's version.
  private func isSendmailVersion(_ text: Span<UInt8>, _ range: ByteRange) -> Bool {
    guard text[range.lower] == UInt8(ascii: "8"), text.has(".", at: range.lower + 1) else { return false }
    return text.find(UInt8(ascii: "/"), from: range.lower, to: range.upper) != nil
  }

  // MARK: what it comes to

  private mutating func finish(_ text: Span<UInt8>, _ field: inout ReceivedField) {
    if !field.with.isNone, field.transport == .none { field.transport = .other }
    settleSoftware(text, &field)
    peer.settle(text, &field)
    settleKind(text, &field)
    if field.tls == .unknown {
      if field.transport.saysTLS {
        field.tls = .yes
      } else if field.transport.saysNoTLS || (field.transport == .smtp && writesESMTPS(field.software)) {
        field.tls = .no
      }
    }
    if field.transport.saysAuthenticated { field.isAuthenticated = true }
    if field.kind == .http, field.software != .exchange { field.isAuthenticated = true }
    if !field.user.isNone { field.isAuthenticated = true }
    if field.software == .exchange, !field.id.isNone {
      field.isIDVersion = text.has("15.", at: field.id.lower) || isVersion(text, field.id)
    }
    if field.software == .google, isSubmissionID(text, field.id) { field.isAuthenticated = true }
  }

  /// Servers that write RFC 3848's words, so that `SMTP` is a session without EHLO and thus without TLS.
  private func writesESMTPS(_ software: ReceivedField.Software) -> Bool {
    software == .postfix || software == .exim || software == .openSMTPD
  }

  private func isVersion(_ text: Span<UInt8>, _ range: ByteRange) -> Bool {
    var dots = 0
    for index in range.range {
      if text[index] == UInt8(ascii: ".") {
        dots += 1
      } else if !text[index].isDigit {
        return false
      }
    }
    return dots >= 2
  }

  /// Google's ids of authenticated submissions: `u23sm9138443pfn.25`, letters and digits before `sm` and digits.
  private func isSubmissionID(_ text: Span<UInt8>, _ id: ByteRange) -> Bool {
    guard !id.isNone, id.count > 6, let mark = text.find("sm", from: id.lower + 1, to: id.upper) else {
      return false
    }
    return mark + 2 < id.upper && text[mark + 2].isDigit && text[mark - 1].isAlphanumeric
  }

  private func settleSoftware(_ text: Span<UInt8>, _ field: inout ReceivedField) {
    if field.software == .unknown || field.software == .fetchmail {
      if text.hasIgnoringCase("microsoft smtp", at: field.with.isNone ? text.count : field.with.lower)
        || field.transport == .mapi
      {
        field.software = .exchange
      } else if field.transport == .https, endsIn(text, field.by, ".outlook.com") {
        field.software = .exchange
      } else if endsIn(text, field.by, ".google.com")
        || (field.by.count == 10 && endsIn(text, field.by, "google.com"))
        || endsIn(text, field.by, ".gmail.com")
      {
        field.software = .google
      }
    }
  }

  private func endsIn(_ text: Span<UInt8>, _ range: ByteRange, _ ending: StaticString) -> Bool {
    let size = ending.utf8CodeUnitCount
    return range.count >= size && text.hasIgnoringCase(ending, at: range.upper - size)
  }

  private func settleKind(_ text: Span<UInt8>, _ field: inout ReceivedField) {
    guard field.kind == .unknown else { return }
    switch field.transport {
    case .imap, .pop3: field.kind = .fetch
    case .local: field.kind = .local
    case .bsmtp, .uucp: field.kind = .local
    case .filter: field.kind = .filter
    case .spool: field.kind = .queue
    case .mapi: field.kind = .mapi
    case .http, .https: field.kind = field.software == .exchange ? .mapi : .http
    default:
      if field.transport.isLMTP {
        field.kind = .lmtp
      } else if text.hasIgnoringCase("mail pickup service", at: peer.wordStart) {
        field.kind = .local
      } else if text.equalsIgnoringCase("http", in: field.via) {
        field.kind = .http
      } else if field.transport.isSMTP || field.fromIP != nil || field.transport == .qmqp {
        field.kind = .smtp
      } else if field.fromWord.isNone, !field.by.isNone, field.with.isNone {
        // Postfix's own notices: `by host (Postfix) id ...`.
        field.kind = .local
      }
    }
    if field.kind == .local || field.kind == .filter, field.fromIP == nil {
      // The word is a user or program of the host.
      if field.ident.isNone { field.ident = field.fromHelo }
      field.fromHelo = .none
      field.fromDomain = .none
    }
  }
}

internal import Bytes
internal import Model

/// Gathers what a Received field says of the client: the word behind `from` and the comments with it, which each
/// server arranges in its own way.
///
/// | form | who |
/// |---|---|
/// | `HELO (RDNS [IP])` | Postfix, Sendmail, Google; `unknown` or no RDNS where there is none |
/// | `RDNS ([IP]:port helo=H ident=U)`, `[IP] (helo=H)` | Exim |
/// | `RDNS (HELO H) (ident@IP)` | qmail |
/// | `HELO (IP)` | Exchange, PowerMTA; the same with RDNS for qmail when the HELO equals it |
/// | `[IP] (account U HELO H)`, `RDNS ([IP] verified)` | CommuniGate |
/// | `([IP:port] helo=H)` | ecelerity |
/// | `H [IP]` | fetchmail |
struct ReceivedPeer {
  struct Literal {
    var address: IPAddress
    var port: UInt16
  }

  private var word: ByteRange = .none
  private var wordLiteral: Literal?
  private var helo: ByteRange = .none
  private var hasHelo = false
  private var domain: ByteRange = .none
  private var loneName: ByteRange = .none
  private var address: IPAddress?
  private var port: UInt16 = 0
  private var ident: ByteRange = .none
  private var user: ByteRange = .none
  private var isInBrackets = false
  private var isVerified = false
  private var hasHeloKey = false
  private var hasImpossibleIP = false

  /// Position of the first word; one that lies beyond every text where there is none.
  var wordStart: Int { word.isNone ? Int.max / 2 : word.lower }

  mutating func setWord(_ text: Span<UInt8>, _ range: ByteRange) {
    word = range
    wordLiteral = ReceivedPeer.literal(text, range)
    if wordLiteral == nil { noteImpossible(text, range) }
  }

  /// A further word before the first comment or behind it: only an address in brackets says something.
  mutating func addWord(_ text: Span<UInt8>, _ range: ByteRange) {
    guard address == nil, text[range.lower] == UInt8(ascii: "["),
      let literal = ReceivedPeer.literal(text, range)
    else { return }
    address = literal.address
    port = literal.port
    isInBrackets = true
    // `rdns (helo) [ip]`: Exim 3 with a patch.
    if !loneName.isNone, !hasHelo {
      helo = loneName
      hasHelo = true
    }
  }

  mutating func addComment(_ text: Span<UInt8>, _ range: ByteRange) {
    var index = range.lower
    let end = range.upper
    var isFirst = true
    var wantsHelo = false
    var wantsUser = false
    var last: ByteRange = .none
    var words = 0
    while index < end, words < 32 {
      if text[index] <= 32 || text[index] == UInt8(ascii: ",") {
        index += 1
        continue
      }
      if text[index] == UInt8(ascii: "(") {
        // `(may be forged)` and the like inside the comment: looked for as a whole elsewhere.
        index = (text.find(UInt8(ascii: ")"), from: index, to: end) ?? end - 1) + 1
        continue
      }
      var stop = index
      while stop < end, text[stop] > 32, text[stop] != UInt8(ascii: "("), text[stop] != UInt8(ascii: ",") {
        stop += 1
      }
      let piece = ByteRange(index, stop)
      index = stop
      words += 1
      if wantsHelo {
        helo = piece
        wantsHelo = false
      } else if wantsUser {
        user = piece
        wantsUser = false
      } else if text.equalsIgnoringCase("helo", in: piece) || text.equalsIgnoringCase("ehlo", in: piece) {
        hasHelo = true
        helo = ByteRange(end, end)
        wantsHelo = true
      } else if text.equalsIgnoringCase("account", in: piece) {
        wantsUser = true
      } else if text.equalsIgnoringCase("verified", in: piece) {
        isVerified = true
      } else {
        piecePart(text, piece, isFirst, &last)
      }
      isFirst = false
    }
    if words == 1, !last.isNone, address == nil { loneName = last }
  }

  /// One word of a client's comment: `helo=x`, `[ip]`, `user@ip`, a name.
  private mutating func piecePart(
    _ text: Span<UInt8>, _ piece: ByteRange, _ isFirst: Bool, _ last: inout ByteRange
  ) {
    if text.hasIgnoringCase("helo=", at: piece.lower) {
      hasHelo = true
      hasHeloKey = true
      helo = ByteRange(piece.lower + 5, piece.upper)
      return
    }
    if text.hasIgnoringCase("ident=", at: piece.lower) {
      ident = ByteRange(piece.lower + 6, piece.upper)
      return
    }
    if text.hasIgnoringCase("port=", at: piece.lower) {
      port = ReceivedPeer.number(text, piece.lower + 5, piece.upper)
      return
    }
    if let bracket = text.find(UInt8(ascii: "["), from: piece.lower, to: piece.upper) {
      bracketed(text, piece, bracket, last)
      return
    }
    var host = piece
    var who: ByteRange = .none
    if let at = text.findLast(UInt8(ascii: "@"), from: piece.lower, to: piece.upper) {
      who = identName(text, piece.lower, at)
      host = ByteRange(at + 1, piece.upper)
    }
    if address == nil, isFirst, let literal = ReceivedPeer.literal(text, host) {
      address = literal.address
      port = literal.port
      if ident.isNone { ident = who }
    } else if isFirst {
      noteImpossible(text, host)
      last = host
      if ident.isNone { ident = who }
    }
  }

  /// `[ip]`, `[ip]:port`, `IDENT:user@[ip]`, `user@[ip]`; `last` is the name before it.
  private mutating func bracketed(
    _ text: Span<UInt8>, _ piece: ByteRange, _ bracket: Int, _ last: ByteRange
  ) {
    guard address == nil else { return }
    let stop = text.find(UInt8(ascii: "]"), from: bracket, to: piece.upper) ?? piece.upper
    let literalRange = ByteRange(bracket, Swift.min(stop + 1, piece.upper))
    guard let literal = ReceivedPeer.literal(text, literalRange) else {
      noteImpossible(text, ByteRange(bracket + 1, stop))
      return
    }
    address = literal.address
    isInBrackets = true
    port = literal.port
    if stop + 1 < piece.upper, text[stop + 1] == UInt8(ascii: ":") {
      port = ReceivedPeer.number(text, stop + 2, piece.upper)
    }
    if bracket > piece.lower, text[bracket - 1] == UInt8(ascii: "@") {
      ident = identName(text, piece.lower, bracket - 1)
    }
    if !last.isNone { domain = last }
  }

  private func identName(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> ByteRange {
    ByteRange(text.hasIgnoringCase("ident:", at: start) && end - start >= 6 ? start + 6 : start, end)
  }

  /// Notes a dotted quad of digits that is no address.
  private mutating func noteImpossible(_ text: Span<UInt8>, _ range: ByteRange) {
    var dots = 0
    for index in range.range {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        dots += 1
      } else if !byte.isDigit, byte != UInt8(ascii: "["), byte != UInt8(ascii: "]") {
        return
      }
    }
    if dots == 3 { hasImpossibleIP = true }
  }

  /// Decides which name is which and writes the result.
  func settle(_ text: Span<UInt8>, _ field: inout ReceivedField) {
    let wordAddress = wordLiteral?.address
    if let address {
      field.fromIP = address
      field.fromPort = port
    } else if let wordLiteral {
      field.fromIP = wordLiteral.address
      field.fromPort = port != 0 ? port : wordLiteral.port
    }
    field.hasImpossibleIP = hasImpossibleIP && field.fromIP == nil
    if !ident.isNone, !ident.isEmpty { field.ident = ident }
    if !user.isNone {
      field.user = user
      field.isAuthenticated = true
    }
    let name = wordAddress == nil ? word : .none
    let isUnknown = isNameless(text, name)
    if hasHelo {
      field.fromHelo = helo
      field.fromDomain = isUnknown ? .none : name
      field.isDomainVerified = hasHeloKey && !field.fromDomain.isNone
    } else if !domain.isNone {
      field.fromHelo = word
      field.fromDomain = isNameless(text, domain) ? .none : domain
      field.isDomainVerified = isInBrackets && !field.mayBeForged && !field.fromDomain.isNone
    } else if address != nil, isInBrackets {
      field.fromHelo = wordAddress != nil && wordAddress == address ? .none : word
      if isVerified || field.software == .exim {
        field.fromDomain = name
        field.isDomainVerified = true
      }
    } else if address != nil {
      field.fromHelo = isUnknown ? .none : word
      if field.software != .exchange, field.software != .powerMTA {
        field.fromDomain = isUnknown ? .none : name
      }
    } else {
      field.fromHelo = name
    }
    trimDot(text, &field.fromDomain)
  }

  /// Words that stand where a name would and say that there is none.
  private func isNameless(_ text: Span<UInt8>, _ range: ByteRange) -> Bool {
    range.isNone || range.isEmpty || text.equalsIgnoringCase("unknown", in: range)
      || text.equalsIgnoringCase("softdnserr", in: range)
      || text.equalsIgnoringCase("unverified", in: range)
  }

  /// Google writes the root's dot.
  private func trimDot(_ text: Span<UInt8>, _ range: inout ByteRange) {
    if range.count > 1, text[range.upper - 1] == UInt8(ascii: ".") {
      range = ByteRange(range.lower, range.upper - 1)
    }
  }

  // MARK: pieces

  /// `<x>`, `<<x>>` without the brackets.
  static func withoutBrackets(_ text: Span<UInt8>, _ range: ByteRange) -> ByteRange {
    var start = range.lower
    var end = range.upper
    while end - start >= 2, text[start] == UInt8(ascii: "<"), text[end - 1] == UInt8(ascii: ">") {
      start += 1
      end -= 1
    }
    return ByteRange(start, end)
  }

  /// The address of `192.0.2.1`, `[192.0.2.1]`, `[IPv6:2001:db8::1]`, `[192.0.2.1:25]`, `[192.0.2.1.2525]`,
  /// `[192.0.2.1/name]`, `[fe80::1%6]`, `[192.0.2.1]:25`.
  static func literal(_ text: Span<UInt8>, _ range: ByteRange) -> Literal? {
    var start = range.lower
    var end = range.upper
    var port: UInt16 = 0
    guard end - start >= 2, end - start <= 320 else { return nil }
    if text[start] == UInt8(ascii: "[") {
      start += 1
      if let close = text.find(UInt8(ascii: "]"), from: start, to: end) {
        if close + 1 < end, text[close + 1] == UInt8(ascii: ":") { port = number(text, close + 2, end) }
        end = close
      }
    }
    if let slash = text.find(UInt8(ascii: "/"), from: start, to: end) { end = slash }
    guard end - start >= 2, end - start <= 64 else { return nil }
    let first = text[start]
    guard first.isHexDigit || first == UInt8(ascii: ":") || text.hasIgnoringCase("ipv6:", at: start) else {
      return nil
    }
    // A name made of hexadecimal letters has neither colon nor four numbers: IPAddress refuses it.
    if let address = IPAddress(text, ByteRange(start, end)) { return Literal(address: address, port: port) }
    if let colon = text.findLast(UInt8(ascii: ":"), from: start, to: end),
      let address = IPAddress(text, ByteRange(start, colon)), address.isIPv4
    {
      return Literal(address: address, port: number(text, colon + 1, end))
    }
    if let dot = text.findLast(UInt8(ascii: "."), from: start, to: end),
      let address = IPAddress(text, ByteRange(start, dot)), address.isIPv4
    {
      return Literal(address: address, port: number(text, dot + 1, end))
    }
    return nil
  }

  static func number(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt16 {
    var value = 0
    var index = start
    while index < end, text[index].isDigit, value <= 65_535 {
      value = value * 10 + Int(text[index] - 48)
      index += 1
    }
    return value <= 65_535 ? UInt16(value) : 0
  }
}

import Bytes
import Model

/// A peer as Exim writes it: `name (helo) [address]:port`, each part of which may be missing, or a local caller's login.
///
/// The helo is the client's text. Exim writes it in parentheses before the address: the address is the bracket behind
/// `) `, and where a helo holds another such bracket, the last one before the next part that Exim writes itself.
/// - Source: host.c `host_build_sender_fullhost`
struct EximPeer {
  var name: ByteRange = .none
  var helo: ByteRange = .none
  var address: ByteRange = .none
  var port: UInt16 = 0
  /// First byte behind it.
  var end: Int

  /// Reads the peer at `start`. With `takesLast` the last bracket before `end` is its address.
  static func read(
    _ line: Span<UInt8>, at start: Int, to end: Int, takesLast: Bool = false
  ) -> EximPeer {
    var peer = EximPeer(end: start)
    var position = start
    guard position < end else { return peer }
    if line[position] != .ascii("("), line[position] != .ascii("[") {
      var stop = EximPeer.nameEnd(line, from: position, to: end)
      if stop > position, line[stop &- 1] == .ascii(":") { stop &-= 1 }
      peer.name = ByteRange(position, stop)
      peer.end = stop
      guard stop &+ 1 < end, line[stop] == 32,
        line[stop &+ 1] == .ascii("(") || line[stop &+ 1] == .ascii("[")
      else { return peer }
      position = stop &+ 1
    }
    if line[position] == .ascii("(") {
      guard let found = bracket(line, from: position, to: end, takesLast) else { return peer }
      peer.helo = ByteRange(position &+ 1, found.lower &- 3)
      peer.address = found
    } else {
      guard let close = addressEnd(line, at: position, to: end) else { return peer }
      peer.address = ByteRange(position &+ 1, close)
    }
    position = peer.address.upper &+ 1
    peer.address = line.unmapped(peer.address)
    if position &+ 1 < end, line[position] == .ascii(":"), line[position &+ 1].isDigit {
      position &+= 1
      peer.port = UInt16(clamping: line.number(&position, to: end))
    }
    peer.end = position
    return peer
  }

  /// The first byte in `start..<end` that ends a name: a blank, a control or a comma.
  @inline(__always)
  private static func nameEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var position = start
    while position < end {
      let bytes = line.block(at: position)
      let lane = (bytes.isAtMost(32) .| bytes.equals(.ascii(","))).firstLane
      position &+= lane
      if lane < 16 { break }
    }
    return Swift.min(position, end)
  }

  /// The address in the brackets behind the helo in parentheses at `start`.
  private static func bracket(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ takesLast: Bool
  ) -> ByteRange? {
    var found: ByteRange?
    var limit = end
    var position = start
    while let close = line.findNear(.ascii(")"), from: position, to: limit) {
      position = close &+ 1
      guard close &+ 2 < limit, line.has(" [", at: position) else { continue }
      guard let addressEnd = addressEnd(line, at: close &+ 2, to: end) else { continue }
      if found == nil, !takesLast, line.find(") [", from: position, to: end) != nil {
        // A second one counts only before what Exim writes next.
        for word: StaticString in [" F=<", " P=", " rejected ", " X=TLS", " U=", " I=["] {
          limit = Swift.min(limit, line.find(word, from: close, to: limit) ?? limit)
        }
      }
      found = ByteRange(close &+ 3, addressEnd)
    }
    return found
  }

  /// The `]` of an address whose `[` stands at `start`.
  private static func addressEnd(_ line: Span<UInt8>, at start: Int, to end: Int) -> Int? {
    guard start < end, line[start] == .ascii("[") else { return nil }
    let limit = Swift.min(end, start &+ 64)
    var index = start &+ 1
    while index < limit {
      let bytes = line.block(at: index)
      // A colon follows the digits.
      let isAddress =
        (bytes &- SIMD16(repeating: 48)).isAtMost(10) .| bytes.isLetter .| bytes.equals(.ascii("."))
        .| bytes.equals(.ascii("%"))
      let lane = (.!isAddress).firstLane
      index &+= lane
      guard lane < 16 else { continue }
      return index < limit && index > start &+ 1 && line[index] == .ascii("]") ? index : nil
    }
    return nil
  }
}

/// The run of `K=value` parts of a line, as they follow each other: `H=… I=[…]:25 P=esmtps X=… CV=no A=… S=123 id=…`.
///
/// Read strictly from left to right: nothing that a client wrote into an address, a Message-ID or a subject is looked
/// through. What a letter means depends on the line's flag (`R=`, `T=`, `P=`, `C=`): that is for the caller.
/// - Source: spec.xfpt "Log files", "Summary of fields in log lines"
struct EximFields {
  var peer: EximPeer?
  var interfacePort: UInt16 = 0
  /// `A=`: authenticator and, behind a colon, identity.
  var authenticator: ByteRange = .none
  /// `C=`: the next server's confirmation, or the commands of a session.
  var confirmation: ByteRange = .none
  var certificateVerified: ByteRange = .none
  /// `F=`, without brackets.
  var sender: ByteRange = .none
  var messageID: ByteRange = .none
  var ident: ByteRange = .none
  /// `P=`: protocol of an arrival, return path of a delivery.
  var protocolName: ByteRange = .none
  /// `PRX=[ip]:port`: the proxy before the client.
  var proxy: ByteRange = .none
  /// `R=`: router, or the id of the message that a new one is about.
  var reference: ByteRange = .none
  var size: Int64 = -1
  /// `T=`: transport, or subject.
  var text: ByteRange = .none
  var cipher: ByteRange = .none
  /// `QT=`, microseconds.
  var queueTime: Int64 = -1
  /// First byte behind the run, blanks skipped.
  var end: Int
  /// A colon ended it: what follows is a reason.
  var endsInColon = false

  init(_ line: Span<UInt8>, from start: Int, to stop: Int) {
    end = start
    while !endsInColon {
      while end < stop, line[end] == 32 { end &+= 1 }
      if end &+ 1 < stop, line[end &+ 1] == .ascii("="), line[end].isLetter {
        guard takeLetter(line, end, stop) else { return }
        continue
      }
      var key = end
      while key < stop, key &- end < 6, line[key].isAlphanumeric { key &+= 1 }
      guard key > end, key < stop, line[key] == .ascii("=") else {
        guard skipWord(line, key, stop) else { return }
        continue
      }
      guard takeWord(line, end, key, stop) else { return }
    }
  }

  /// A part without a value.
  private mutating func skipWord(_ line: Span<UInt8>, _ wordEnd: Int, _ stop: Int) -> Bool {
    let word = ByteRange(end, wordEnd)
    let isKnown: Bool
    switch word.count {
    case 1: isKnown = line[end] == .ascii("K") || line[end] == .ascii("L")
    case 2: isKnown = line.has("DS", at: end)
    case 3: isKnown = line.has("TFO", at: end)
    case 4: isKnown = line.has("PRDR", at: end)
    default: isKnown = false
    }
    guard isKnown else { return false }
    var next = wordEnd
    if next < stop, line[next] == .ascii("*") || line[next] == .ascii("-") { next &+= 1 }
    guard next >= stop || line[next] == 32 else { return false }
    end = next
    return true
  }

  /// Takes the part whose key is the letter at `start`; false, and nothing taken, where it is none of Exim's.
  @inline(__always)
  private mutating func takeLetter(_ line: Span<UInt8>, _ start: Int, _ stop: Int) -> Bool {
    let letter = line[start]
    let from = start &+ 2
    if letter == .ascii("H") {
      let read = EximPeer.read(line, at: from, to: stop)
      guard read.end > from else { return false }
      peer = read
      end = read.end
      if end < stop, line[end] == .ascii("*") { end &+= 1 }
      if end < stop, line[end] == .ascii(":") { passColon() }
      return true
    }
    let value = EximFields.value(line, from, stop)
    switch letter {
    case .ascii("A"): authenticator = value.range
    case .ascii("C"): confirmation = value.range
    case .ascii("F"): sender = value.range
    case .ascii("I"): interfacePort = EximFields.port(line, value.range)
    case .ascii("P"): protocolName = value.range
    case .ascii("R"): reference = value.range
    case .ascii("S"):
      var position = value.range.lower
      if position < stop, line[position].isDigit { size = line.number(&position, to: value.range.upper) }
    case .ascii("T"): text = value.range
    case .ascii("U"): ident = value.range
    case .ascii("X"): cipher = value.range
    case .ascii("D"), .ascii("Q"), .ascii("L"): break
    default: return false
    }
    pass(line, value, stop)
    return true
  }

  /// Takes the part whose key is the word `start..<key`; false, and nothing taken, where it is none of Exim's.
  @inline(__always)
  private mutating func takeWord(_ line: Span<UInt8>, _ start: Int, _ key: Int, _ stop: Int) -> Bool {
    let value = EximFields.value(line, key &+ 1, stop)
    if key &- start == 2 {
      switch (line[start], line[start &+ 1]) {
      case (.ascii("i"), .ascii("d")): messageID = value.range
      case (.ascii("C"), .ascii("V")): certificateVerified = value.range
      case (.ascii("Q"), .ascii("T")): queueTime = EximFields.duration(line, value.range)
      case (.ascii("D"), .ascii("N")), (.ascii("D"), .ascii("T")), (.ascii("R"), .ascii("T")),
        (.ascii("S"), .ascii("T")), (.ascii("C"), .ascii("i")), (.ascii("T"), .ascii("O")):
        break
      default: return false
      }
    } else if line.has("PRX", at: start) {
      proxy = value.range
    } else if !line.has("SNI=", at: start), !line.has("DKIM=", at: start), !line.has("M8S=", at: start) {
      return false
    }
    pass(line, value, stop)
    return true
  }

  @inline(__always)
  private mutating func pass(_ line: Span<UInt8>, _ value: Value, _ stop: Int) {
    end = value.next
    guard value.endsInColon || endsInColon else { return }
    endsInColon = true
    while end < stop, line[end] == 32 { end &+= 1 }
  }

  private mutating func passColon() {
    endsInColon = true
    end &+= 2
  }

  struct Value {
    var range: ByteRange
    var next: Int
    var endsInColon: Bool
  }

  /// The value at `start`: quoted, in angle brackets, or up to a blank.
  @inline(__always)
  private static func value(_ line: Span<UInt8>, _ start: Int, _ stop: Int) -> Value {
    if start < stop, line[start] == .ascii("\"") {
      let close = quoteEnd(line, start, stop)
      let next = Swift.min(close &+ 1, stop)
      let colon = next < stop && line[next] == .ascii(":")
      return Value(range: ByteRange(start &+ 1, close), next: colon ? next &+ 1 : next, endsInColon: colon)
    }
    if start < stop, line[start] == .ascii("<"), let bracketed = line.bracketed(at: start, to: stop) {
      let colon = bracketed.next < stop && line[bracketed.next] == .ascii(":")
      return Value(
        range: bracketed.address, next: colon ? bracketed.next &+ 1 : bracketed.next, endsInColon: colon)
    }
    let blank = line.findNear(32, from: start, to: stop) ?? stop
    let colon = blank > start && blank < stop && line[blank &- 1] == .ascii(":")
    return Value(range: ByteRange(start, colon ? blank &- 1 : blank), next: blank, endsInColon: colon)
  }

  /// The closing quote: Exim writes a quote inside as `\"`, and a blank, a colon or the end behind the last.
  private static func quoteEnd(_ line: Span<UInt8>, _ start: Int, _ stop: Int) -> Int {
    var index = start &+ 1
    while let found = line.find(.ascii("\""), or: .ascii("\\"), from: index, to: stop) {
      let next = found &+ 1
      if line[found] == .ascii("\\") {
        index = next &+ 1
        continue
      }
      if next >= stop || line[next] == 32 || line[next] == .ascii(":") { return found }
      index = next
    }
    return stop
  }

  private static func port(_ line: Span<UInt8>, _ range: ByteRange) -> UInt16 {
    guard let close = line.find("]:", from: range.lower, to: range.upper) else { return 0 }
    var position = close &+ 2
    return UInt16(clamping: line.number(&position, to: range.upper))
  }

  /// `1d2h3m4s`, `0.123s`, in microseconds.
  static func duration(_ line: Span<UInt8>, _ range: ByteRange) -> Int64 {
    var total: Int64 = 0
    var position = range.lower
    while position < range.upper, line[position].isDigit {
      let amount = line.seconds(&position, to: range.upper)
      guard position < range.upper else { return -1 }
      let factor: Int64
      switch line[position] {
      case .ascii("w"): factor = 604_800
      case .ascii("d"): factor = 86_400
      case .ascii("h"): factor = 3_600
      case .ascii("m"): factor = 60
      case .ascii("s"): factor = 1
      default: return -1
      }
      total = total &+ Swift.min(amount, 1_000_000_000_000_000) &* factor
      position &+= 1
    }
    return position > range.lower ? Swift.max(total, 0) : -1
  }
}

extension EximFields {
  /// The client of a line that the receiving side wrote.
  @inline(__always)
  func setClient(_ line: Span<UInt8>, _ event: inout LogEvent) {
    guard let peer else { return }
    event.setEximClient(peer, line)
    event.networkProtocol =
      interfacePort == 587 ? .submission : interfacePort == 465 ? .submissions : .smtp
  }

  /// `X=TLS1.3:CIPHER:256`, `X=TLSv1:RC4-SHA:128`, with `CV=`.
  @inline(__always)
  func setTLS(_ line: Span<UInt8>, _ event: inout LogEvent) {
    guard !cipher.isNone else { return }
    event.tlsEstablished = .yes
    guard let colon = line.findNear(.ascii(":"), from: cipher.lower, to: cipher.upper) else { return }
    var version = cipher.lower
    if line.has("TLS", at: version) {
      version &+= 3
      if version < colon, line[version] == .ascii("v") { version &+= 1 }
    }
    if version < colon, line[version].isDigit || line.has("SSL", at: version) {
      event[.tlsVersion] = ByteRange(version, colon)
    }
    var last = cipher.upper
    while last > colon &+ 1, line[last &- 1] != .ascii(":") { last &-= 1 }
    event[.tlsCipher] = ByteRange(colon &+ 1, last > colon &+ 1 ? last &- 1 : cipher.upper)
    if line.equals("yes", in: certificateVerified) || line.equals("dane", in: certificateVerified) {
      event.tlsVerification = .verified
    } else if event.isClientSide, line.equals("no", in: certificateVerified) {
      event.tlsVerification = .untrusted
    }
  }

  /// `A=authenticator:identity`. The authenticator's name is the administrator's; where it holds a mechanism's, that one is
  /// the method.
  @inline(__always)
  func setLogin(_ line: Span<UInt8>, _ event: inout LogEvent) {
    guard !authenticator.isEmpty, !authenticator.isNone else { return }
    let colon = line.findNear(.ascii(":"), from: authenticator.lower, to: authenticator.upper)
    event[.authMethod] = EximFields.mechanism(
      line, ByteRange(authenticator.lower, colon ?? authenticator.upper))
    if let colon, colon &+ 1 < authenticator.upper {
      event[.userName] = ByteRange(colon &+ 1, authenticator.upper)
    }
  }

  /// `plain` of `plain_server`, `login` of `dovecot_login`.
  static func mechanism(_ line: Span<UInt8>, _ name: ByteRange) -> ByteRange {
    var start = name.lower
    while start < name.upper {
      var stop = start
      while stop < name.upper, line[stop] != .ascii("_"), line[stop] != .ascii("-") { stop &+= 1 }
      let part = ByteRange(start, stop)
      if line.equalsIgnoringCase("plain", in: part) || line.equalsIgnoringCase("login", in: part)
        || line.equalsIgnoringCase("ntlm", in: part) || line.equalsIgnoringCase("gssapi", in: part)
        || line.equalsIgnoringCase("external", in: part)
      {
        return part
      }
      start = stop &+ 1
    }
    return name
  }
}

extension LogEvent {
  /// A client: address, port, reverse name (which Exim writes only where it has verified it) and helo.
  @inline(__always)
  mutating func setEximClient(_ peer: EximPeer, _ line: Span<UInt8>) {
    if !peer.helo.isNone { self[.helo] = peer.helo }
    guard !peer.address.isNone, line.isAddress(peer.address) else { return }
    self[.sourceIP] = peer.address
    sourcePort = peer.port
    if !peer.name.isEmpty, !peer.name.isNone { self[.sourceDomain] = peer.name }
  }

  /// A server that a message was sent to.
  @inline(__always)
  mutating func setEximServer(_ peer: EximPeer, _ line: Span<UInt8>) {
    if !peer.address.isNone, line.isAddress(peer.address) {
      self[.destinationIP] = peer.address
      destinationPort = peer.port
    }
    if !peer.name.isNone, !peer.name.isEmpty, !line.equals(peer.name, line, peer.address) {
      self[.destinationDomain] = peer.name
    }
  }
}

import Bytes
import Model

/// `name[ip]` or `name[ip]:port`, as Postfix and others write a peer.
struct Peer {
  var name: ByteRange
  var address: ByteRange
  var port: UInt16
  /// First byte behind it.
  var end: Int
}

extension Span where Element == UInt8 {
  /// The peer at `start`. Servers replace names that are not valid host names by `unknown`; should a name hold a bracket
  /// all the same, the right-most one, which the server wrote, opens the address.
  @inline(__always)
  func peer(at start: Int, to end: Int) -> Peer? {
    var position = start
    var open = -1
    while position < end {
      let bytes = block(at: position)
      let lane = bytes.equals(.ascii("]")).firstLane
      var opens = bytes.equals(.ascii("[")).lanes
      while let other = opens.last() {
        if other > lane { continue }
        open = position &+ other
        break
      }
      position &+= lane
      if lane < 16 { break }
    }
    // As most are: one pair of brackets, and nothing of a name behind it.
    let next = position &+ 1
    guard open >= start, position < end,
      next >= end || !(self[next].isAlphanumeric || self[next] == .ascii("["))
    else { return bracketedPeer(at: start, to: end) }
    return peer(at: start, open, position, to: end)
  }

  /// The same of any brackets.
  @inline(never)
  private func bracketedPeer(at start: Int, to end: Int) -> Peer? {
    guard var close = find(.ascii("]"), from: start, to: end) else { return nil }
    while close &+ 1 < end, self[close &+ 1].isAlphanumeric || self[close &+ 1] == .ascii("[") {
      guard let next = find(.ascii("]"), from: close &+ 1, to: end) else { break }
      close = next
    }
    guard let open = findLast(.ascii("["), from: start, to: close) else { return nil }
    return peer(at: start, open, close, to: end)
  }

  /// The peer whose brackets stand at `open` and `close`, with its port.
  @inline(__always)
  private func peer(at start: Int, _ open: Int, _ close: Int, to end: Int) -> Peer {
    var position = close &+ 1
    var port: UInt16 = 0
    if position < end, self[position] == .ascii(":"), position &+ 1 < end, self[position &+ 1].isDigit {
      position &+= 1
      port = UInt16(clamping: number(&position, to: end))
    }
    return Peer(name: ByteRange(start, open), address: ByteRange(open &+ 1, close), port: port, end: position)
  }

  /// The decimal number at `position`, which moves behind it; saturates; 0 where no digit stands.
  @inline(__always)
  func number(_ position: inout Int, to end: Int) -> Int64 {
    // Most have less than eight digits: all at once.
    let digits = DigitWord(word(at: position))
    if digits.length < 8, digits.length <= end &- position {
      position &+= digits.length
      return Int64(truncatingIfNeeded: digits.value)
    }
    var value: Int64 = 0
    let limit = Swift.min(end, count)
    while position < limit {
      let digit = self[position] &- 48
      guard digit < 10 else { break }
      if value < 100_000_000_000_000_000 { value = value &* 10 &+ Int64(digit) }
      position &+= 1
    }
    return value
  }

  /// Seconds with a decimal point, in microseconds.
  @inline(__always)
  func seconds(_ position: inout Int, to end: Int) -> Int64 {
    let whole = number(&position, to: end)
    var micros = 0
    if position < end, self[position] == .ascii(".") { micros = fraction(&position, to: end) }
    return Swift.min(whole, 1_000_000_000_000) &* 1_000_000 &+ Int64(micros)
  }

  /// Whether `range` looks like an address: it begins with a digit, or holds a colon.
  @inline(__always)
  func isAddress(_ range: ByteRange) -> Bool {
    guard range.count > 1, self[range.lower].isHexDigit || self[range.lower] == .ascii(":") else {
      return false
    }
    return self[range.lower].isDigit && findNear(.ascii("."), from: range.lower, to: range.upper) != nil
      || findNear(.ascii(":"), from: range.lower, to: range.upper) != nil
  }

  /// `range` without the `::ffff:` of an IPv4 address that a server with IPv6 sockets wrote.
  @inline(__always)
  func unmapped(_ range: ByteRange) -> ByteRange {
    guard range.count > 8, self[range.lower] == .ascii(":"), hasIgnoringCase("::ffff:", at: range.lower),
      find(.ascii("."), from: range.lower, to: range.upper) != nil
    else { return range }
    return ByteRange(range.lower &+ 7, range.upper)
  }

  /// The address in `<…>` at `start` (on its `<`), and the position behind its `>`.
  ///
  /// An address is its client's text: a quoted local part may hold `>` and all that follows an address in a log line.
  /// So a quoted string is skipped as RFC 5321 quotes it, and a `>` ends the address only before one of the bytes that
  /// servers write next (`,` `;` `:` a blank, or the end).
  @inline(__always)
  func bracketed(at start: Int, to end: Int) -> (address: ByteRange, next: Int)? {
    guard start < end, self[start] == .ascii("<") else { return nil }
    var position = start &+ 1
    if position < end, self[position] == .ascii("\"") { position = afterQuoted(position, to: end) }
    while let close = findNear(.ascii(">"), from: position, to: end) {
      let next = close &+ 1
      if next >= end { return (ByteRange(start &+ 1, close), next) }
      let byte = self[next]
      if byte == .ascii(",") || byte == 32 || byte == .ascii(";") || byte == .ascii(":")
        || byte == .ascii(")")
      {
        return (ByteRange(start &+ 1, close), next)
      }
      position = next
    }
    return nil
  }

  /// An address in brackets, or without them up to a comma or blank.
  @inline(__always)
  func address(at start: Int, to end: Int) -> (address: ByteRange, next: Int)? {
    if start < end, self[start] == .ascii("<") { return bracketed(at: start, to: end) }
    var position = start
    while position < end, self[position] != .ascii(","), self[position] != 32, self[position] != .ascii(";") {
      position &+= 1
    }
    return position > start ? (ByteRange(start, position), position) : nil
  }

  /// The position behind the quoted string at `start`; `start` where it does not end.
  @inline(never)
  func afterQuoted(_ start: Int, to end: Int) -> Int {
    var position = start + 1
    while position < end {
      let byte = self[position]
      if byte == .ascii("\\") {
        position += 2
        continue
      }
      if byte == .ascii("\"") { return position + 1 }
      position += 1
    }
    return start
  }
}

extension LogEvent {
  /// Sets the client: address, port, and the name unless the server calls it `unknown`.
  @inline(__always)
  mutating func setSource(_ peer: Peer, in line: Span<UInt8>) {
    if line.isAddress(peer.address) {
      self[.sourceIP] = peer.address
      sourcePort = peer.port
    }
    if !line.equals("unknown", in: peer.name), !peer.name.isEmpty { self[.sourceDomain] = peer.name }
  }

  /// Sets the server that was spoken to. A name that repeats the address is none; what is no address in the brackets is a
  /// socket's path.
  @inline(__always)
  mutating func setDestination(_ peer: Peer, in line: Span<UInt8>) {
    if line.isAddress(peer.address) {
      self[.destinationIP] = peer.address
      destinationPort = peer.port
      if !peer.name.isEmpty, !line.equals(peer.name, line, peer.address),
        !line.equals("unknown", in: peer.name)
      {
        self[.destinationDomain] = peer.name
      }
    } else {
      if !peer.address.isEmpty { self[.transport] = peer.address }
      if !peer.name.isEmpty, !line.equals(peer.name, line, peer.address) {
        self[.destinationDomain] = peer.name
      }
    }
  }
}

import Bytes
import Model

/// A peer as Sendmail writes it: `host [ip]`, `[ip]`, `host [ip] (may be forged)`, `ident@host [ip]`, `host [IPv6:…]`,
/// `user@localhost` of a local submission.
struct SendmailRelay {
  /// The name, without a final dot and without what the client's ident server said; `.none` where there is none.
  var name: ByteRange = .none
  /// Without brackets and `IPv6:`; `.none` where there is none.
  var address: ByteRange = .none
  /// The name does not resolve back to the address.
  var isForged = false
  /// First byte behind it.
  var end: Int

  /// The peer that fills `start..<end`. The last bracket is the server's, whatever the client's name or ident says.
  @inline(__always)
  init(_ line: Span<UInt8>, _ start: Int, _ whole: Int) {
    end = whole
    var stop = whole
    while stop > start, line[stop &- 1] == 32 { stop &-= 1 }
    if stop &- start >= 16, line.has("(may be forged)", at: stop &- 15) {
      isForged = true
      stop &-= 15
      while stop > start, line[stop &- 1] == 32 { stop &-= 1 }
    }
    if stop > start, line[stop &- 1] == .ascii("]"),
      let open = line.findLast(.ascii("["), from: start, to: stop)
    {
      let inner = SendmailRelay.inner(line, open &+ 1, stop &- 1)
      if line.isAddress(inner) {
        address = inner
        stop = open
        while stop > start, line[stop &- 1] == 32 { stop &-= 1 }
      }
    }
    setName(line, start, stop)
  }

  /// The peer at `start` that text of the server's follows: up to the first `]` behind which one of its phrases can stand.
  @inline(__always)
  init?(_ line: Span<UInt8>, at start: Int, to limit: Int) {
    var position = start
    while let close = line.find(.ascii("]"), from: position, to: limit) {
      position = close &+ 1
      guard let open = line.findLast(.ascii("["), from: start, to: close) else { continue }
      let inner = SendmailRelay.inner(line, open &+ 1, close)
      guard line.isAddress(inner) else { continue }
      var next = close &+ 1
      if line.has(" (may be forged)", at: next) {
        isForged = true
        next &+= 16
      }
      guard next >= limit || line[next] == 32 || line[next] == .ascii(":") || line[next] == .ascii(",") else {
        isForged = false
        continue
      }
      address = inner
      end = next
      var stop = open
      while stop > start, line[stop &- 1] == 32 { stop &-= 1 }
      setName(line, start, stop)
      return
    }
    return nil
  }

  @inline(__always)
  private static func inner(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> ByteRange {
    ByteRange(line.has("IPv6:", at: start) ? start &+ 5 : start, end)
  }

  @inline(__always)
  private mutating func setName(_ line: Span<UInt8>, _ start: Int, _ stop: Int) {
    var first = start
    if !address.isNone, let at = line.findLast(.ascii("@"), from: start, to: stop) { first = at &+ 1 }
    var last = stop
    if last > first, line[last &- 1] == .ascii(".") { last &-= 1 }
    // `[192.0.2.1] [192.0.2.1]`: no name.
    guard last > first, line[first] != .ascii("[") else { return }
    name = ByteRange(first, last)
  }
}

extension LogEvent {
  /// Sets the client. A name that may be forged is not verified, so it is none.
  @inline(__always)
  mutating func setSource(_ relay: SendmailRelay) {
    guard !relay.address.isNone else { return }
    self[.sourceIP] = relay.address
    if !relay.isForged { self[.sourceDomain] = relay.name }
  }

  @inline(__always)
  mutating func setDestination(_ relay: SendmailRelay) {
    self[.destinationIP] = relay.address
    self[.destinationDomain] = relay.name
  }
}

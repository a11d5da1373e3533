import Bytes
import Model

/// Where a recipient really asks the mail to go.
///
/// Beside `user@domain` there are old forms that hide a second address in the local part, which a server that obeys
/// them relays to: `user%domain@us`, `"user@domain"@us`, `@us:user@domain`, `domain!user@us` (RFC 5321 §3.6.1,
/// appendix C; the percent hack and UUCP paths are older).
enum RelayTarget {
  /// The domain that mail for the address at `place` of `address` is to reach in the end, and whether a trick hid it. Empty
  /// where none stands.
  static func domain(of address: Span<UInt8>, _ place: ByteRange) -> (range: ByteRange, isHidden: Bool) {
    var start = place.lower
    var end = place.upper
    while start < end, address[start] == .ascii("<") { start += 1 }
    while end > start, address[end - 1] == .ascii(">") || address[end - 1] == .ascii(".") { end -= 1 }
    if let at = plainAt(address, start, end) { return (ByteRange(at + 1, end), false) }
    var isHidden = false
    // @us,@them:user@domain
    if start < end, address[start] == .ascii("@"),
      let colon = address.find(.ascii(":"), from: start, to: end)
    {
      start = colon + 1
      isHidden = true
    }
    guard let at = address.findLast(.ascii("@"), from: start, to: end) else {
      return bang(address, start, end, end) ?? (ByteRange(end, end), isHidden)
    }
    var local = (start, at)
    if at - start >= 2, address[start] == .ascii("\""), address[at - 1] == .ascii("\"") {
      local = (start + 1, at - 1)
    }
    if let inner = address.findLast(.ascii("@"), from: local.0, to: local.1), inner + 1 < local.1 {
      return (ByteRange(inner + 1, local.1), true)
    }
    if let percent = address.findLast(.ascii("%"), from: local.0, to: local.1), percent > local.0,
      address.find(.ascii("."), from: percent, to: local.1) != nil
    {
      return (ByteRange(percent + 1, local.1), true)
    }
    if let path = bang(address, local.0, local.1, end) { return path }
    return (ByteRange(at + 1, end), isHidden)
  }

  /// The domain that mail for `recipient` is to reach, -1 where none stands, and whether a trick hid it.
  static func symbol(
    _ text: Span<UInt8>, _ recipient: TextRef, _ symbols: inout Symbols
  ) -> (domain: Int32, isHidden: Bool) {
    guard !recipient.isNone else { return (-1, false) }
    let target = domain(of: text, recipient.range)
    guard !target.range.isEmpty else { return (-1, false) }
    return (symbols.internLowercased(text, target.range), target.isHidden)
  }

  /// Where the only `@` of an address stands that has none of the tricks' signs; nil of every other.
  @inline(__always)
  private static func plainAt(_ address: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var at = -1
    var place = start
    while place < end {
      // What lies behind the end is looked at, too, and not counted.
      let bytes = address.block(at: place)
      let tricks = bytes.equals(.ascii("!")) .| bytes.equals(.ascii("%"))
      if place &+ tricks.firstLane < end, tricks.firstLane < 16 { return nil }
      var lanes = bytes.equals(.ascii("@")).lanes
      while let lane = lanes.next() {
        guard place &+ lane < end else { break }
        if at >= 0 || place &+ lane == start { return nil }
        at = place &+ lane
      }
      place &+= 16
    }
    return at < 0 ? nil : at
  }

  /// `a!b!user`: the last host before the user, where it has a dot (a VERP or SRS address may have a `!`).
  private static func bang(
    _ address: Span<UInt8>, _ start: Int, _ end: Int, _ limit: Int
  ) -> (range: ByteRange, isHidden: Bool)? {
    guard let mark = address.findLast(.ascii("!"), from: start, to: end), mark > start else { return nil }
    let before = address.findLast(.ascii("!"), from: start, to: mark).map { $0 + 1 } ?? start
    guard address.find(.ascii("."), from: before, to: mark) != nil,
      address.find(.ascii("="), from: before, to: mark) == nil
    else { return nil }
    return (ByteRange(before, mark), true)
  }
}

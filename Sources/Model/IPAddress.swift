public import Bytes

/// An IPv4 or IPv6 address, canonical: a mapped `::ffff:192.0.2.1` is its IPv4 address.
@frozen
public struct IPAddress: Hashable, Sendable {
  /// The first eight bytes in network order; 0 for IPv4.
  public var high: UInt64
  /// The last eight bytes; of IPv4 the lowest 32 bits.
  public var low: UInt64
  public var isIPv4: Bool

  @inlinable
  public init(ipv4: UInt32) {
    high = 0
    low = UInt64(ipv4)
    isIPv4 = true
  }

  /// Eight 16-bit groups; mapped addresses become IPv4.
  @inlinable
  public init(high: UInt64, low: UInt64) {
    isIPv4 = high == 0 && low >> 32 == 0xFFFF
    self.high = high
    self.low = isIPv4 ? low & 0xFFFF_FFFF : low
  }

  /// Bits of the network in which neighbours are counted together: 24 of IPv4, 48 of IPv6.
  @inlinable
  public var sitePrefix: Int { isIPv4 ? 24 : 48 }

  /// The first address of that network.
  public var site: IPAddress { network(prefix: sitePrefix) }

  /// Parses the text of `range`: dotted quad (four decimal parts, none above 255), RFC 4291 text with `::`, an
  /// embedded dotted quad, and a zone index (`%eth0`), which is dropped. A prefix `IPv6:` (RFC 5321 §4.1.3) is
  /// accepted. Nil for anything else.
  public init?(_ text: Span<UInt8>, _ range: ByteRange) {
    var start = range.lower
    var end = range.upper
    guard !range.isNone, end <= text.count, start < end else { return nil }
    if let quad = IPAddress.quad(text, start, end) {
      self.init(ipv4: quad)
      return
    }
    if text.hasIgnoringCase("ipv6:", at: start), end - start > 5 { start += 5 }
    if let zone = text.find(UInt8(ascii: "%"), from: start, to: end) { end = zone }
    guard end > start, end - start <= 45 else { return nil }
    if text.find(UInt8(ascii: ":"), from: start, to: end) == nil {
      guard let quad = IPAddress.quad(text, start, end) else { return nil }
      self.init(ipv4: quad)
      return
    }
    var groups: InlineArray<8, UInt16> = .init(repeating: 0)
    var count = 0
    var gap = -1
    var index = start
    if text.has("::", at: index) {
      gap = 0
      index += 2
    }
    while index < end {
      let stop = text.find(UInt8(ascii: ":"), from: index, to: end) ?? end
      if stop == end, text.find(UInt8(ascii: "."), from: index, to: end) != nil {
        guard count <= 6, let quad = IPAddress.quad(text, index, end) else { return nil }
        groups[count] = UInt16(quad >> 16)
        groups[count + 1] = UInt16(quad & 0xFFFF)
        count += 2
        index = end
        break
      }
      guard count < 8, stop > index, stop - index <= 4 else { return nil }
      var value: UInt16 = 0
      for place in index..<stop {
        let byte = text[place]
        guard byte.isHexDigit else { return nil }
        value = value << 4 | UInt16(byte.isDigit ? byte - 48 : (byte | 32) - 87)
      }
      groups[count] = value
      count += 1
      index = stop
      if index < end {
        index += 1
        if index < end, text[index] == UInt8(ascii: ":") {
          guard gap < 0 else { return nil }
          gap = count
          index += 1
        } else if index == end {
          return nil
        }
      }
    }
    guard gap >= 0 ? count < 8 : count == 8 else { return nil }
    var words: InlineArray<8, UInt16> = .init(repeating: 0)
    let moved = gap >= 0 ? count - gap : 0
    for place in 0..<(count - moved) { words[place] = groups[place] }
    for place in 0..<moved { words[8 - moved + place] = groups[gap + place] }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for place in 0..<4 {
      high = high << 16 | UInt64(words[place])
      low = low << 16 | UInt64(words[place + 4])
    }
    self.init(high: high, low: low)
  }

  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(bytes.span, ByteRange(0, bytes.count))
  }

  /// The dotted quad of `start..<end`: most addresses are one. Without a branch for each byte, which no processor could
  /// foretell: a part and the dot behind it are looked at together.
  private static func quad(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32? {
    guard end &- start >= 7, end &- start <= 15 else { return nil }
    var position = start
    var value: UInt32 = 0
    for part in 0..<4 {
      let bytes = UInt32(truncatingIfNeeded: text.word(at: position))
      let other = bytes ^ 0x2E2E_2E2E
      let dots = (other &- 0x0101_0101) & ~other & 0x8080_8080
      let count = part < 3 ? dots.trailingZeroBitCount &>> 3 : end &- position
      guard count > 0, count < 4 else { return nil }
      // Up to three digits, those that are missing before them as zeros.
      let digits = (bytes ^ 0x30_3030) &<< UInt32((3 &- count) &* 8) & 0xFF_FFFF
      guard ((digits &+ 0x76_7676) | digits) & 0x80_8080 == 0 else { return nil }
      let number = (digits & 15) &* 100 &+ (digits &>> 8 & 15) &* 10 &+ digits &>> 16
      guard number < 256 else { return nil }
      value = value &<< 8 | number
      position &+= count &+ 1
    }
    return value
  }

  /// Whether the first `length` bits are those of `network`, both of one family.
  @inlinable
  public func isIn(_ network: IPAddress, prefix length: Int) -> Bool {
    guard isIPv4 == network.isIPv4 else { return false }
    if isIPv4 {
      if length <= 0 { return true }
      let shift = UInt64(32 - Swift.min(length, 32))
      return low >> shift == network.low >> shift
    }
    if length <= 0 { return true }
    if length <= 64 {
      let shift = UInt64(64 - length)
      return high >> shift == network.high >> shift
    }
    guard high == network.high else { return false }
    let shift = UInt64(128 - Swift.min(length, 128))
    return low >> shift == network.low >> shift
  }

  @inlinable
  public var isLoopback: Bool { isIPv4 ? low >> 24 == 127 : high == 0 && low == 1 }

  /// Addresses that no public host has: RFC 1918, RFC 6598 (100.64/10), link-local, unique local, loopback,
  /// unspecified. Documentation and benchmark networks (RFC 5737, RFC 2544) are not in it: exercises use them
  /// as public ones.
  @inlinable
  public var isPrivate: Bool {
    if isIPv4 {
      return low >> 24 == 10 || low >> 24 == 127 || low >> 24 == 0 || low >> 20 == 0xAC1
        || low >> 16 == 0xC0A8 || low >> 16 == 0xA9FE || low >> 22 == 0x191
    }
    return (high == 0 && low <= 1) || high >> 57 == 0x7E || high >> 54 == 0x3FA
  }

  /// Addresses that cannot be a host's on any network: 0/8, multicast and 240/4; `::`, ff00::/8.
  @inlinable
  public var isReserved: Bool {
    isIPv4 ? low >> 24 == 0 || low >> 28 >= 14 : (high == 0 && low == 0) || high >> 56 == 0xFF
  }
}

extension ByteBuffer {
  /// Appends the canonical text: dotted quad, or RFC 5952.
  public mutating func append(_ address: IPAddress) {
    if address.isIPv4 {
      for place in 0..<4 {
        if place > 0 { append(UInt8(ascii: ".")) }
        append(decimal: address.low >> UInt64(24 - place * 8) & 255)
      }
      return
    }
    var groups: InlineArray<8, UInt64> = .init(repeating: 0)
    for place in 0..<4 {
      groups[place] = address.high >> UInt64(48 - place * 16) & 0xFFFF
      groups[place + 4] = address.low >> UInt64(48 - place * 16) & 0xFFFF
    }
    var bestStart = -1
    var bestLength = 1
    var place = 0
    while place < 8 {
      var end = place
      while end < 8, groups[end] == 0 { end += 1 }
      if end - place > bestLength {
        bestStart = place
        bestLength = end - place
      }
      place = Swift.max(end, place + 1)
    }
    place = 0
    while place < 8 {
      if place == bestStart {
        append("::")
        place += bestLength
        continue
      }
      if place > 0, place != bestStart + bestLength || bestStart < 0 { append(UInt8(ascii: ":")) }
      var started = false
      for shift in [UInt64(12), 8, 4, 0] {
        let digit = UInt8(groups[place] >> shift & 15)
        if digit != 0 || started || shift == 0 {
          append(digit < 10 ? 48 + digit : 87 + digit)
          started = true
        }
      }
      place += 1
    }
  }
}

extension IPAddress {
  /// The first address of the network of `prefix` bits that this one is in.
  public func network(prefix: Int) -> IPAddress {
    if isIPv4 {
      let bits = UInt32(truncatingIfNeeded: low)
      return IPAddress(ipv4: prefix <= 0 ? 0 : bits & (UInt32.max << UInt32(32 - Swift.min(prefix, 32))))
    }
    let high = prefix <= 0 ? 0 : self.high & (UInt64.max << UInt64(64 - Swift.min(prefix, 64)))
    let low = prefix <= 64 ? 0 : self.low & (UInt64.max << UInt64(128 - Swift.min(prefix, 128)))
    return IPAddress(high: high, low: low)
  }
}

extension IPAddress: Comparable {
  /// IPv4 before IPv6, each by number.
  public static func < (left: IPAddress, right: IPAddress) -> Bool {
    if left.isIPv4 != right.isIPv4 { return left.isIPv4 }
    return left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension IPAddress: CustomStringConvertible {
  public var description: String {
    var buffer = ByteBuffer(capacity: 64)
    buffer.append(self)
    return buffer.string
  }
}

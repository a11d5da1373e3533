public import Bytes

/// One mailbox of an address field, as ranges of the unfolded value.
public struct MailAddress: Sendable, Equatable {
  /// The phrase before `<`, or the comment of the old form `a@x (Name)`; raw: quotes, escapes and encoded words
  /// still in it (see `AddressField.appendName`).
  public var name: ByteRange = .none
  /// The addr-spec without angle brackets and route; empty for the null path `<>`; none where the element has no
  /// address.
  public var address: ByteRange = .none
  /// The group it stands in (`undisclosed-recipients`).
  public var group: ByteRange = .none
  /// Comments, blanks or a quoted local part stand inside the address (see `AddressField.appendAddress`).
  public var needsCleaning = false
  /// The group has no members: `name:;`. The element stands for it.
  public var isEmptyGroup = false

  public init() {}
}

/// Reads address lists: `From`, `To`, `Sender`, `Return-Path`, ...
///
/// RFC 5322 with its obsolete forms, and what mailers write: addresses without brackets behind a name, missing
/// `>`, unquoted dots and at signs in names, 8-bit bytes, encoded words in quotes. An unquoted comma in a name
/// splits, as it must; the piece before it is an element without an address.
///
/// - Time: linear. Bound: `maxAddresses`; the rest is not read.
/// - Source: RFC 5322 §3.4, §4.4.
public enum AddressField {
  public static let maxAddresses = 10_000

  /// Appends the mailboxes of `range` to `addresses`. Returns false where the bound was reached.
  @discardableResult
  public static func parse(
    _ text: Span<UInt8>, _ range: ByteRange, into addresses: inout [MailAddress]
  ) -> Bool {
    guard !range.isNone, range.upper <= text.count else { return true }
    var reader = Reader(end: range.upper, start: range.lower)
    while reader.index < reader.end {
      reader.step(text, into: &addresses)
      if addresses.count >= maxAddresses { return false }
    }
    reader.close(text, reader.end, into: &addresses)
    return true
  }

  private struct Reader {
    let end: Int
    var index: Int
    var elementStart: Int
    var angleStart = -1
    var angleEnd = -1
    var group: ByteRange = .none
    var groupMembers = 0
    var comment: ByteRange = .none
    var hasAt = false
    var lacksQuote = false
    var lacksBracket = false

    init(end: Int, start: Int) {
      self.end = end
      index = start
      elementStart = start
    }

    mutating func step(_ text: Span<UInt8>, into addresses: inout [MailAddress]) {
      switch text[index] {
      case UInt8(ascii: "\""):
        index = skipQuote(text, index) + 1
      case UInt8(ascii: "("):
        let close = skipComment(text, index, end)
        if angleStart < 0 || angleEnd >= 0 { comment = ByteRange(index + 1, Swift.min(close, end)) }
        index = close + 1
      case UInt8(ascii: "["):
        if !lacksBracket, let close = text.find(UInt8(ascii: "]"), from: index, to: end) {
          index = close + 1
        } else {
          lacksBracket = true
          index += 1
        }
      case UInt8(ascii: "<"):
        // A further opener: `<<a@x>>`, or a name with one in it; the last stands.
        angleStart = index + 1
        angleEnd = -1
        index += 1
      case UInt8(ascii: ">"):
        if angleStart >= 0, angleEnd < 0 { angleEnd = index }
        index += 1
      case UInt8(ascii: ","):
        // A route has commas: `<@a,@b:c@d>`.
        let isRoute =
          angleStart >= 0 && angleEnd < 0 && angleStart < end && text[angleStart] == UInt8(ascii: "@")
        if !isRoute { close(text, index, into: &addresses) }
        index += 1
      case UInt8(ascii: ";"):
        close(text, index, into: &addresses)
        endGroup(into: &addresses)
        index += 1
      case UInt8(ascii: ":"):
        if angleStart < 0, !hasAt, group.isNone {
          group = AddressField.trimmed(text, elementStart, index)
          groupMembers = 0
          elementStart = index + 1
          comment = .none
        }
        index += 1
      case UInt8(ascii: "@"):
        if angleStart < 0 { hasAt = true }
        index += 1
      default: index += 1
      }
    }

    mutating func skipQuote(_ text: Span<UInt8>, _ start: Int) -> Int {
      if lacksQuote { return start }
      var place = start + 1
      while place < end {
        if text[place] == UInt8(ascii: "\\") {
          place += 1
        } else if text[place] == UInt8(ascii: "\"") {
          return place
        }
        place += 1
      }
      lacksQuote = true
      return start
    }

    mutating func endGroup(into addresses: inout [MailAddress]) {
      if !group.isNone, groupMembers == 0 {
        var empty = MailAddress()
        empty.group = group
        empty.isEmptyGroup = true
        addresses.append(empty)
      }
      group = .none
    }

    /// Ends the element before `stop`.
    mutating func close(_ text: Span<UInt8>, _ stop: Int, into addresses: inout [MailAddress]) {
      defer {
        elementStart = stop + 1
        angleStart = -1
        angleEnd = -1
        hasAt = false
        comment = .none
      }
      let whole = AddressField.trimmed(text, elementStart, stop)
      if whole.isEmpty { return }
      var found = MailAddress()
      found.group = group
      groupMembers += 1
      if angleStart >= 0 {
        var first = angleStart
        let last = angleEnd >= 0 ? angleEnd : stop
        if first < last, text[first] == UInt8(ascii: "@"),
          let colon = text.find(UInt8(ascii: ":"), from: first, to: last)
        {
          first = colon + 1
        }
        found.address = AddressField.trimmed(text, first, last)
        found.name = AddressField.trimmed(text, elementStart, angleStart - 1)
        if found.name.isEmpty { found.name = comment }
      } else if hasAt {
        bare(text, whole, &found)
      } else {
        found.name = whole
      }
      found.needsCleaning = AddressField.isUnclean(text, found.address)
      addresses.append(found)
    }

    /// An element without angle brackets: the word with the at sign is the address, a comment the name.
    func bare(_ text: Span<UInt8>, _ whole: ByteRange, _ found: inout MailAddress) {
      if !comment.isNone {
        found.name = comment
        var stop = whole.upper
        // `a@x (Name)`: the comment at the end goes; others stay inside and need cleaning.
        if comment.upper + 1 >= stop { stop = comment.lower - 1 }
        found.address = AddressField.trimmed(text, whole.lower, stop)
        return
      }
      found.address = whole
      guard text.find(UInt8(ascii: "\""), from: whole.lower, to: whole.upper) == nil,
        let at = text.findLast(UInt8(ascii: "@"), from: whole.lower, to: whole.upper)
      else { return }
      var first = at
      while first > whole.lower, text[first - 1] > 32 { first -= 1 }
      var last = at
      while last < whole.upper, text[last] > 32 { last += 1 }
      // `a @ x.test` is one address with blanks in it (obsolete, but RFC 822's own form).
      if first == at || last == at + 1 { return }
      if first > whole.lower {
        found.name = AddressField.trimmed(text, whole.lower, first)
        found.address = ByteRange(first, last)
      }
    }
  }

  static func skipComment(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var depth = 0
    var index = start
    while index < end {
      switch text[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
      index += 1
    }
    return end
  }

  static func trimmed(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> ByteRange {
    var first = start
    var last = Swift.max(end, start)
    while first < last, text[first] <= 32 { first += 1 }
    while last > first, text[last - 1] <= 32 { last -= 1 }
    return ByteRange(first, last)
  }

  private static func isUnclean(_ text: Span<UInt8>, _ range: ByteRange) -> Bool {
    guard !range.isNone else { return false }
    for index in range.range {
      let byte = text[index]
      if byte <= 32 || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "\"") { return true }
    }
    return false
  }

  /// Appends the address without the comments and blanks in it; a quoted local part keeps its quotes.
  public static func appendAddress(
    _ address: MailAddress, of text: Span<UInt8>, into buffer: inout ByteBuffer
  ) {
    guard !address.address.isNone else { return }
    guard address.needsCleaning else {
      buffer.append(text, address.address)
      return
    }
    var index = address.address.lower
    let end = address.address.upper
    var isQuoted = false
    while index < end {
      let byte = text[index]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted, byte == UInt8(ascii: "\\"), index + 1 < end {
        buffer.append(byte)
        buffer.append(text[index + 1])
        index += 2
        continue
      }
      if !isQuoted, byte == UInt8(ascii: "(") {
        index = skipComment(text, index, end) + 1
        continue
      }
      if isQuoted || byte > 32 { buffer.append(byte) }
      index += 1
    }
  }

  /// Appends the display name for people: quotes and escapes removed, encoded words decoded.
  public static func appendName(
    _ address: MailAddress, of text: Span<UInt8>, into buffer: inout ByteBuffer
  ) {
    guard !address.name.isNone else { return }
    var plain = ByteBuffer(capacity: address.name.count)
    var index = address.name.lower
    let end = address.name.upper
    while index < end {
      let byte = text[index]
      if byte == UInt8(ascii: "\\"), index + 1 < end {
        plain.append(text[index + 1])
        index += 2
        continue
      }
      if byte != UInt8(ascii: "\"") { plain.append(byte) }
      index += 1
    }
    EncodedWord.decode(plain.span, ByteRange(0, plain.count), into: &buffer)
  }
}

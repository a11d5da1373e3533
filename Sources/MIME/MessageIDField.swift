public import Bytes

/// Reads `Message-ID`, and lists of them (`References`).
public enum MessageIDField {
  /// The id without angle brackets, from an unfolded value; a value without brackets is taken whole, without
  /// blanks around it. None where there is nothing.
  ///
  /// - Source: RFC 5322 §3.6.4; ids with blanks and without brackets are common in spam.
  public static func parse(_ text: Span<UInt8>, _ range: ByteRange) -> ByteRange {
    guard !range.isNone, range.upper <= text.count else { return .none }
    let whole = AddressField.trimmed(text, range.lower, range.upper)
    if whole.isEmpty { return .none }
    guard let open = text.find(UInt8(ascii: "<"), from: whole.lower, to: whole.upper) else { return whole }
    // The last bracket: an id may hold others (`x> status=sent <y@z`).
    let isFirst = open == whole.lower
    if isFirst, text[whole.upper - 1] == UInt8(ascii: ">"), whole.count >= 2 {
      return AddressField.trimmed(text, open + 1, whole.upper - 1)
    }
    let close = text.find(UInt8(ascii: ">"), from: open, to: whole.upper) ?? whole.upper
    return AddressField.trimmed(text, open + 1, close)
  }

  /// Calls `body` with each id of a list, without brackets.
  public static func forEach(_ text: Span<UInt8>, _ range: ByteRange, _ body: (ByteRange) -> Void) {
    guard !range.isNone, range.upper <= text.count else { return }
    var index = range.lower
    while let open = text.find(UInt8(ascii: "<"), from: index, to: range.upper),
      let close = text.find(UInt8(ascii: ">"), from: open, to: range.upper)
    {
      body(ByteRange(open + 1, close))
      index = close + 1
    }
  }
}

public import Bytes

/// Who says in `Authentication-Results` (RFC 8601) that which check came out how.
///
/// Only a field whose `authservID` names a host of one's own is evidence: anybody can write the others.
public struct AuthenticationResultsField: Sendable, Equatable {
  /// The host that checked; of `ARC-Authentication-Results` what stands behind `i=N;`.
  public var authservID: ByteRange = .none
  /// The instance of an ARC set; 0 for the plain field.
  public var instance = 0
  /// The result word (`pass`, `fail`, `none`, ...) of the first such method.
  public var spf: ByteRange = .none
  public var dkim: ByteRange = .none
  public var dmarc: ByteRange = .none
  public var arc: ByteRange = .none
  public var auth: ByteRange = .none

  public init() {}

  /// Reads an unfolded value. Linear; comments are skipped.
  public init(_ text: Span<UInt8>, _ range: ByteRange) {
    guard !range.isNone, range.upper <= text.count else { return }
    var start = range.lower
    var index = start
    var clauses = 0
    let end = range.upper
    while index <= end {
      if index < end, text[index] == UInt8(ascii: "(") {
        index = Swift.min(AddressField.skipComment(text, index, end), end - 1)
      } else if index == end || text[index] == UInt8(ascii: ";") {
        clause(text, AddressField.trimmed(text, start, Swift.min(index, end)), &clauses)
        start = index + 1
      }
      index += 1
    }
  }

  private mutating func clause(_ text: Span<UInt8>, _ range: ByteRange, _ clauses: inout Int) {
    guard !range.isEmpty else { return }
    if clauses == 0 {
      if text.has("i=", at: range.lower), range.count <= 5 {
        for index in (range.lower + 2)..<range.upper where text[index].isDigit {
          instance = instance * 10 + Int(text[index] - 48)
        }
        return
      }
      clauses = 1
      var stop = range.lower
      while stop < range.upper, text[stop] > 32, text[stop] != UInt8(ascii: "(") { stop += 1 }
      let word = ByteRange(range.lower, stop)
      // QUIRK(RFC 8601 §2.2): Microsoft writes results without an authserv-id.
      if text.find(UInt8(ascii: "="), from: word.lower, to: word.upper) == nil {
        authservID = word
        return
      }
    }
    guard let mark = text.find(UInt8(ascii: "="), from: range.lower, to: range.upper) else { return }
    var stop = mark + 1
    while stop < range.upper, text[stop].isAlphanumeric { stop += 1 }
    let result = ByteRange(mark + 1, stop)
    var nameEnd = mark
    if let slash = text.find(UInt8(ascii: "/"), from: range.lower, to: mark) { nameEnd = slash }
    let name = ByteRange(range.lower, nameEnd)
    func has(_ literal: StaticString) -> Bool { text.equalsIgnoringCase(literal, in: name) }
    if has("spf"), spf.isNone { spf = result }
    if has("dkim"), dkim.isNone { dkim = result }
    if has("dmarc"), dmarc.isNone { dmarc = result }
    if has("arc"), arc.isNone { arc = result }
    if has("auth"), auth.isNone { auth = result }
  }
}

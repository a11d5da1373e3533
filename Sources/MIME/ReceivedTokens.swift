public import Bytes

/// A piece of a Received field at comment depth 0.
@frozen
public struct ReceivedToken: Sendable, Equatable {
  public enum Kind: UInt8, Sendable {
    /// Anything between blanks: host, address, quoted string, `[literal]`, `<path>`.
    case word
    /// A comment, nested ones inside it; the range is without the outer brackets.
    case comment
  }
  public var kind: Kind
  public var range: ByteRange
}

/// Cuts an unfolded Received value into words and comments and finds where its date begins.
///
/// One pass, linear in the text whatever it holds: a comment that never ends turns nesting off (comments
/// then end at the next bracket), one without any bracket behind it makes `(` an ordinary byte. At most
/// `maxTokens` tokens are kept; the `;` before the date is still found behind them.
///
/// - Source: RFC 5322 §3.2.2 (comments), RFC 5321 §4.4; rspamd bounds its parser in the same way.
public struct ReceivedTokens: Sendable {
  public static let maxTokens = 512

  public private(set) var tokens: [ReceivedToken] = []
  /// What stands behind the last `;` at depth 0, or what looks like the date where there is none.
  public private(set) var date: ByteRange = .none
  /// Tokens of `tokens` that stand before the date.
  public private(set) var bodyCount = 0
  /// A comment or quoted string does not end.
  public private(set) var isUnbalanced = false
  /// More than `maxTokens` tokens.
  public private(set) var isCut = false

  private var hasBrokenNesting = false
  private var hasNoCloser = false
  private var hasNoQuote = false
  /// No `>` or `]` stands before this position and a blank: spares a second look.
  private var noBracketBefore = 0

  public init() { tokens.reserveCapacity(64) }

  public mutating func read(_ text: Span<UInt8>) {
    tokens.removeAll(keepingCapacity: true)
    date = .none
    bodyCount = 0
    isUnbalanced = false
    isCut = false
    hasBrokenNesting = false
    hasNoCloser = false
    hasNoQuote = false
    noBracketBefore = 0
    var dateStart = -1
    var index = 0
    let end = text.count
    while index < end {
      let byte = text[index]
      if byte <= 32 || byte == UInt8(ascii: ",") {
        index += 1
      } else if byte == UInt8(ascii: ";") {
        index += 1
        dateStart = index
        bodyCount = tokens.count
      } else if byte == UInt8(ascii: "("), let close = commentEnd(text, index) {
        add(.comment, index + 1, close)
        index = close + 1
      } else {
        let stop = wordEnd(text, index)
        add(.word, index, stop)
        index = stop
      }
    }
    if dateStart >= 0 {
      date = ByteRange(dateStart, end)
    } else {
      findDate(text)
    }
  }

  private mutating func add(_ kind: ReceivedToken.Kind, _ start: Int, _ stop: Int) {
    if tokens.count < ReceivedTokens.maxTokens {
      tokens.append(ReceivedToken(kind: kind, range: ByteRange(start, stop)))
    } else {
      isCut = true
    }
  }

  /// Position of the bracket that closes the comment opened at `start`.
  private mutating func commentEnd(_ text: Span<UInt8>, _ start: Int) -> Int? {
    if !hasBrokenNesting {
      var depth = 0
      var index = start
      while index < text.count {
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
      hasBrokenNesting = true
      isUnbalanced = true
    }
    if hasNoCloser { return nil }
    if let close = text.find(UInt8(ascii: ")"), from: start) { return close }
    hasNoCloser = true
    return nil
  }

  /// End of the word that begins at `start`: at least one byte behind it.
  private mutating func wordEnd(_ text: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < text.count {
      let byte = text[index]
      if byte <= 32 || byte == UInt8(ascii: ";") || byte == UInt8(ascii: ",") { break }
      if byte == UInt8(ascii: "("), index > start { break }
      if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "[") {
        index = bracketEnd(text, index, byte == UInt8(ascii: "<") ? UInt8(ascii: ">") : UInt8(ascii: "]"))
      } else if byte == UInt8(ascii: "\""), let close = quoteEnd(text, index) {
        index = close
      }
      index += 1
    }
    return Swift.max(index, start + 1)
  }

  /// Position of `closer` where it comes before a blank; else that of the opener.
  private mutating func bracketEnd(_ text: Span<UInt8>, _ start: Int, _ closer: UInt8) -> Int {
    guard start >= noBracketBefore else { return start }
    var index = start + 1
    while index < text.count {
      let byte = text[index]
      if byte == closer { return index }
      if byte <= 32 { break }
      index += 1
    }
    noBracketBefore = index
    return start
  }

  private mutating func quoteEnd(_ text: Span<UInt8>, _ start: Int) -> Int? {
    if hasNoQuote { return nil }
    var index = start + 1
    while index < text.count {
      if text[index] == UInt8(ascii: "\\") {
        index += 1
      } else if text[index] == UInt8(ascii: "\"") {
        return index
      }
      index += 1
    }
    hasNoQuote = true
    isUnbalanced = true
    return nil
  }

  /// A date without `;` before it: the first word that is an ISO date, or a weekday with a number behind it.
  private mutating func findDate(_ text: Span<UInt8>) {
    bodyCount = tokens.count
    for place in tokens.indices where tokens[place].kind == .word {
      let word = tokens[place].range
      var isDate = false
      if word.count >= 8, text[word.lower].isDigit {
        isDate = ReceivedTokens.isISODate(text, word)
      } else if word.count >= 3, word.count <= 9, place + 1 < tokens.count,
        DateField.isWeekday(text, word)
      {
        let next = tokens[place + 1].range
        isDate = tokens[place + 1].kind == .word && (text[next.lower].isDigit || next.count == 3)
      }
      if isDate {
        date = ByteRange(word.lower, text.count)
        bodyCount = place
        return
      }
    }
  }

  private static func isISODate(_ text: Span<UInt8>, _ word: ByteRange) -> Bool {
    var dashes = 0
    for index in word.lower..<Swift.min(word.upper, word.lower + 10) {
      if text[index] == UInt8(ascii: "-") {
        if dashes == 0, index != word.lower + 4 { return false }
        dashes += 1
      } else if !text[index].isDigit {
        return false
      }
    }
    return dashes == 2
  }
}

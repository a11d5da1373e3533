import Bytes

/// Apple Mail's file of one message: byte count, message, property list.
extension MailboxSplitter {
  enum EmlxPhase: Equatable {
    case none
    /// The line with the count is being read.
    case count
    /// This many bytes of the message are to come.
    case message(UInt64)
    /// The property list.
    case trailer
  }

  /// The property list's first bytes are kept: flags are near its beginning, the rest may be a large index.
  static let trailerBytes = 64 << 10

  mutating func feedEmlx<Sink: MessageSink & ~Copyable>(_ bytes: Span<UInt8>, _ sink: inout Sink) {
    var index = 0
    while index < bytes.count {
      switch emlx {
      case .none: return
      case .count:
        let end = bytes.find(10, from: index).map { $0 + 1 }
        let stop = end ?? bytes.count
        let taken = bytes.extracting(index..<stop)
        if trailer.count < MailboxSplitter.lineHead { trailer.append(taken) }
        position &+= UInt64(taken.count)
        index = stop
        guard end != nil else { break }
        line &+= 1
        emlx = .message(MailboxSplitter.count(trailer.span))
        trailer.removeAll()
      case .message(let left):
        let taken = left < UInt64(bytes.count - index) ? Int(left) : bytes.count - index
        if taken > 0 { cut(bytes.extracting(index..<(index + taken)), &sink) }
        index += taken
        emlx = .message(left - UInt64(taken))
        if left == UInt64(taken) {
          flushLines(&sink)
          emlxEnd = position
          emlx = .trailer
        }
      case .trailer:
        let stop = min(bytes.count, index + MailboxSplitter.trailerBytes - trailer.count)
        if stop > index { trailer.append(bytes.extracting(index..<stop)) }
        var feed = index
        while let found = bytes.find(10, from: feed) {
          line &+= 1
          feed = found + 1
        }
        position &+= UInt64(bytes.count - index)
        index = bytes.count
      }
    }
  }

  /// The decimal number that `text` begins with.
  private static func count(_ text: Span<UInt8>) -> UInt64 {
    var value: UInt64 = 0
    var index = 0
    while index < text.count, text[index].isDigit, index < 18 {
      value = value * 10 + UInt64(text[index] - 48)
      index += 1
    }
    return value
  }

  /// Closes the message when the property list has been read: its flags say whether it is deleted.
  mutating func finishEmlx<Sink: MessageSink & ~Copyable>(_ sink: inout Sink) {
    if emlx != .trailer {
      flushLines(&sink)
      emlxEnd = position
    }
    guard isOpen else { return }
    if case .message(let left) = emlx, left > 0 { message.oddities.insert(.truncated) }
    // Bit 1 of the flags: deleted.
    if emlx == .trailer, let flags = MailboxSplitter.flags(trailer.span), flags & 2 != 0 {
      message.isDeleted = true
    }
    close(at: emlxEnd, &sink)
  }

  /// The integer behind the key `flags`.
  private static func flags(_ text: Span<UInt8>) -> UInt64? {
    let open = "<integer>" as StaticString
    guard let key = text.find("<key>flags</key>"), let value = text.find(open, from: key, to: key + 256)
    else { return nil }
    return count(text.extracting((value + open.utf8CodeUnitCount)..<text.count))
  }
}

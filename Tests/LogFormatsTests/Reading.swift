import Bytes
import LogFormats
import Model

/// Reads one line as the driver does, and describes what it says.
enum Reading {
  static func event(_ bytes: [UInt8]) -> LogEvent {
    var envelope = Envelope()
    var event = LogEvent()
    // The headers of a table stand before the line.
    let start = bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0
    let dialect = start > 0 ? Dialect.detect(bytes.span) : Dialect()
    FormatRegistry.parse(bytes.span.extracting(start..<bytes.count), dialect, &envelope, into: &event)
    return event
  }

  static func fields(_ line: String) -> [(String, String)] { fields(Array(line.utf8)) }

  static func fields(_ bytes: [UInt8]) -> [(String, String)] {
    // An event's ranges are those of its line.
    let start = bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0
    return EventDescription.fields(of: event(bytes), bytes.span.extracting(start..<bytes.count))
  }

  /// The fields by name.
  static func values(_ line: String) -> [String: String] {
    Dictionary(fields(line), uniquingKeysWith: { first, _ in first })
  }

  static func values(_ bytes: [UInt8]) -> [String: String] {
    Dictionary(fields(bytes), uniquingKeysWith: { first, _ in first })
  }

  static func envelope(_ line: String) -> Envelope {
    let bytes = Array(line.utf8)
    var envelope = Envelope()
    Envelope.parse(bytes.span, into: &envelope)
    return envelope
  }

  static func text(_ line: String, _ range: ByteRange) -> String {
    let bytes = Array(line.utf8)
    return range.isNone ? "" : bytes.span.string(range)
  }
}

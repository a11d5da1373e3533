import Bytes

/// Where one entry of a log ends and the next begins.
public enum Framing: Sendable, Equatable {
  /// At a line feed.
  case lines
  /// At an empty line: the journal export format, one `FIELD=value` a line. A binary field that itself holds an empty
  /// line is cut there; what is left of its entry is read as far as it goes.
  case journalExport

  /// The framing of a source that begins with `head` (some kilobytes are enough).
  public static func detect(_ head: Span<UInt8>) -> Framing {
    Wrapping.detect(head).framing
  }

  /// What stands between two entries.
  public var separator: StaticString {
    switch self {
    case .lines: "\n"
    case .journalExport: "\n\n"
    }
  }
}

/// What a container runtime or the journal puts around a log line. One per source, found from its first line.
public enum Wrapping: Sendable, Equatable {
  case none
  /// `{"log":"…\n","stream":"stdout","time":"2024-12-31T18:09:59.709759Z"}` of Docker's json-file driver.
  case dockerJSON
  /// `journalctl -o json`: one object a line.
  case journalJSON
  /// `journalctl -o export`: one field a line, entries separated by an empty line.
  case journalExport
  /// `2024-12-31T18:09:59.709759123Z stdout F text` of CRI runtimes (Kubernetes).
  case cri

  /// Where entries so wrapped end.
  public var framing: Framing { self == .journalExport ? .journalExport : .lines }

  /// The wrapping of a source that begins with `head`.
  public static func detect(_ head: Span<UInt8>) -> Wrapping {
    var start = 0
    while start < head.count, head[start] <= 32 { start += 1 }
    let end = head.find(10, from: start) ?? head.count
    guard start < end else { return .none }
    if head[start] == .ascii("{") {
      if head.find("\"__REALTIME_TIMESTAMP\"", from: start, to: end) != nil
        || head.find("\"MESSAGE\"", from: start, to: end) != nil
      {
        return .journalJSON
      }
      return head.find("\"log\":\"", from: start, to: end) != nil ? .dockerJSON : .none
    }
    if head.has("__CURSOR=", at: start) || head.has("__REALTIME_TIMESTAMP=", at: start) {
      return .journalExport
    }
    return UnwrappedLine.containerText(head, from: start, to: end) != nil ? .cri : .none
  }
}

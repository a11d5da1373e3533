public import Bytes
import Model

/// Takes a log line out of what a container runtime or the journal put around it.
///
/// The result is an ordinary line, `2024-12-31T18:09:59.709759Z host prog[pid]: text`, in a buffer of the caller's:
/// it is parsed like any other, the ranges of its event lie in that buffer, and the location of the evidence stays that
/// of the wrapped line. What the wrapping does not tell is `-`. Control bytes inside a text become blanks.
/// - Source: systemd.journal-fields(7), "Journal Export Formats", Docker's json-file driver, Kubernetes CRI logging.
public enum UnwrappedLine {
  /// Writes the line inside `entry` into `scratch`, which it empties first. False, with `scratch` empty, where the entry
  /// has not that form: it is then read as it stands.
  public static func decode(_ entry: Span<UInt8>, as wrapping: Wrapping, into scratch: inout ByteBuffer)
    -> Bool
  {
    scratch.removeAll()
    switch wrapping {
    case .none: return false
    case .dockerJSON: return decodeDocker(entry, into: &scratch)
    case .journalJSON: return decodeJournalJSON(entry, into: &scratch)
    case .journalExport: return decodeJournalExport(entry, into: &scratch)
    case .cri: return decodeContainer(entry, into: &scratch)
    }
  }

  // MARK: Containers

  private static func decodeDocker(_ entry: Span<UInt8>, into scratch: inout ByteBuffer) -> Bool {
    var members = JSONMembers(entry)
    var text = JSONMembers.Value.other
    var time = ByteRange.none
    while let member = members.next(entry) {
      if entry.equals("log", in: member.name) {
        text = member.value
      } else if entry.equals("time", in: member.name), case .string(let range) = member.value {
        time = range
      }
    }
    guard case .string = text, !time.isNone else { return false }
    var inner = ByteBuffer(capacity: 512)
    JSONMembers.append(text, of: entry, to: &inner)
    while inner.count > 0, inner[inner.count - 1] <= 32 { inner.truncate(to: inner.count - 1) }
    appendContained(inner.span, stamp: entry.extracting(time.range), to: &scratch)
    return true
  }

  private static func decodeContainer(_ entry: Span<UInt8>, into scratch: inout ByteBuffer) -> Bool {
    var end = entry.count
    while end > 0, entry[end - 1] <= 32 { end -= 1 }
    guard let text = containerText(entry, from: 0, to: end), let blank = entry.find(32) else { return false }
    appendContained(entry.extracting(text..<end), stamp: entry.extracting(0..<blank), to: &scratch)
    return true
  }

  /// Where the text begins behind `2024-… stdout F `.
  static func containerText(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    guard end - start > 30, line[start].isDigit, line[start + 10] == .ascii("T"),
      let blank = line.find(32, from: start, to: Swift.min(end, start + 40))
    else { return nil }
    guard line.has("stdout ", at: blank + 1) || line.has("stderr ", at: blank + 1) else { return nil }
    let flag = blank + 8
    guard flag + 2 <= end, line[flag] == .ascii("F") || line[flag] == .ascii("P"), line[flag + 1] == 32 else {
      return nil
    }
    return flag + 2
  }

  /// The container's own line with the runtime's time instead of the one that a syslog daemon wrote (which has often no
  /// year). A server's native stamp is part of its format and stays.
  private static func appendContained(
    _ inner: Span<UInt8>, stamp: Span<UInt8>, to scratch: inout ByteBuffer
  ) {
    var envelope = Envelope()
    Envelope.parse(inner, into: &envelope)
    if envelope.shape == .native {
      appendText(inner, to: &scratch)
      return
    }
    scratch.append(stamp)
    scratch.append(UInt8(ascii: " "))
    if envelope.host.isNone { scratch.append("-") } else { scratch.append(inner, envelope.host) }
    scratch.append(UInt8(ascii: " "))
    if envelope.program.isNone { scratch.append("-") } else { scratch.append(inner, envelope.program) }
    appendPid(envelope.pid, to: &scratch)
    appendText(inner.extracting(envelope.message.range), to: &scratch)
  }

  private static func appendPid(_ pid: Int32, to scratch: inout ByteBuffer) {
    if pid >= 0 {
      scratch.append(UInt8(ascii: "["))
      scratch.append(decimal: pid)
      scratch.append(UInt8(ascii: "]"))
    }
    scratch.append(": ")
  }

  private static func appendText(_ text: Span<UInt8>, to scratch: inout ByteBuffer) {
    for index in text.indices { scratch.append(text[index] < 32 ? 32 : text[index]) }
  }

  // MARK: Journal

  /// The fields of a journal entry that make a syslog line.
  private struct JournalFields {
    var microseconds: Int64 = -1
    var host = ByteRange.none
    var identifier = ByteRange.none
    var command = ByteRange.none
    var pid: Int32 = -1

    mutating func set(_ entry: Span<UInt8>, _ name: ByteRange, _ value: ByteRange) {
      if entry.equals("__REALTIME_TIMESTAMP", in: name) {
        var position = value.lower
        microseconds = entry.number(&position, to: value.upper)
      } else if entry.equals("_HOSTNAME", in: name) {
        host = value
      } else if entry.equals("SYSLOG_IDENTIFIER", in: name) {
        identifier = value
      } else if entry.equals("_COMM", in: name) {
        command = value
      } else if entry.equals("SYSLOG_PID", in: name) {
        pid = entry.pid(value)
      } else if entry.equals("_PID", in: name), pid < 0 {
        pid = entry.pid(value)
      }
    }

    func write(_ entry: Span<UInt8>, to scratch: inout ByteBuffer) {
      scratch.append(rfc3339: Timestamp(microseconds: microseconds))
      scratch.append(UInt8(ascii: " "))
      appendName(entry, host, to: &scratch)
      scratch.append(UInt8(ascii: " "))
      appendName(entry, identifier.isNone ? command : identifier, to: &scratch)
      appendPid(pid, to: &scratch)
    }

    /// A name; bytes that would end it in a syslog line become `_`.
    private func appendName(_ entry: Span<UInt8>, _ range: ByteRange, to scratch: inout ByteBuffer) {
      guard !range.isNone, !range.isEmpty else {
        scratch.append("-")
        return
      }
      for index in range.range {
        let byte = entry[index]
        scratch.append(byte <= 32 || byte == .ascii("[") || byte == .ascii(":") ? .ascii("_") : byte)
      }
    }
  }

  private static func decodeJournalJSON(_ entry: Span<UInt8>, into scratch: inout ByteBuffer) -> Bool {
    var members = JSONMembers(entry)
    var fields = JournalFields()
    var message = JSONMembers.Value.other
    var hasMessage = false
    while let member = members.next(entry) {
      if entry.equals("MESSAGE", in: member.name) {
        message = member.value
        hasMessage = true
      } else if case .string(let range) = member.value {
        fields.set(entry, member.name, range)
      }
    }
    guard hasMessage, fields.microseconds >= 0 else { return false }
    fields.write(entry, to: &scratch)
    var text = ByteBuffer(capacity: 512)
    JSONMembers.append(message, of: entry, to: &text)
    appendText(text.span, to: &scratch)
    return true
  }

  private static func decodeJournalExport(_ entry: Span<UInt8>, into scratch: inout ByteBuffer) -> Bool {
    var fields = JournalFields()
    var message = ByteRange.none
    var position = 0
    while position < entry.count {
      let lineEnd = entry.find(10, from: position) ?? entry.count
      if let equals = entry.find(.ascii("="), from: position, to: lineEnd) {
        let value = ByteRange(equals + 1, lineEnd)
        if entry.has("MESSAGE=", at: position) {
          message = value
        } else {
          fields.set(entry, ByteRange(position, equals), value)
        }
        position = lineEnd + 1
      } else if lineEnd + 9 <= entry.count {
        // FIELD, line feed, eight bytes of length (little endian), that many bytes, line feed.
        let size = entry.word(at: lineEnd + 1)
        let start = lineEnd + 9
        let end = size > UInt64(entry.count - start) ? entry.count : start + Int(size)
        if entry.equals("MESSAGE", in: ByteRange(position, lineEnd)) { message = ByteRange(start, end) }
        position = end + 1
      } else {
        position = lineEnd + 1
      }
    }
    guard !message.isNone, fields.microseconds >= 0 else { return false }
    fields.write(entry, to: &scratch)
    appendText(entry.extracting(message.range), to: &scratch)
    return true
  }
}

public import Bytes

/// One row of a table for terminals: cells in columns of fixed width, two blanks between them.
///
/// Rows are written as they come, so widths are those of the schema and not of the longest value. Free text is cut
/// with `…` between characters; ids and addresses push the rest of their row aside. Nothing goes beyond the right
/// edge. Nothing that a terminal acts on is passed: controls are shown as `\n` or `\u001b`, and so are the
/// characters that reorder text (Unicode bidirectional controls), with which a name can be made to look like another.
struct TableRow {
  private let width: Int
  /// Columns of the terminal used.
  private var used = 0
  /// Blanks owed before the next cell that is not empty.
  private var owed = 0

  init(width: Int?) { self.width = width ?? .max }

  mutating func append(
    _ cells: borrowing ByteBuffer, _ range: ByteRange, _ column: Column, isLast: Bool,
    to output: inout ByteBuffer
  ) -> Int {
    append(cells.span, range, column, isLast: isLast, to: &output)
  }

  /// Appends one cell, returns where its text starts in `output`.
  @discardableResult
  mutating func append(
    _ text: Span<UInt8>, _ range: ByteRange, _ column: Column, isLast: Bool, to output: inout ByteBuffer
  ) -> Int {
    // Never narrower than the name above it.
    let wanted = max(column.table?.width ?? 20, column.path.utf8CodeUnitCount)
    let isCut = column.table?.isCut ?? true
    var pad = 0
    if case .number = column.kind { pad = max(0, wanted - range.count) }
    if case .seconds = column.kind { pad = max(0, wanted - range.count) }
    if range.isEmpty {
      owed += wanted + 2
      return output.count
    }
    owed += pad
    let room = width == .max ? Int.max : width - used - owed
    if room <= 0 {
      owed += wanted + 2
      return output.count
    }
    for _ in 0..<owed { output.append(UInt8(ascii: " ")) }
    used += owed
    let start = output.count
    let limit = isLast && width == .max ? Int.max : min(room, isCut && !isLast ? wanted : room)
    let taken = TableRow.append(text, range, limit: limit, to: &output)
    used += taken
    owed = max(0, wanted - pad - taken) + 2
    return start
  }

  /// Appends `range`, at most `limit` columns wide; returns the width.
  static func append(
    _ text: Span<UInt8>, _ range: ByteRange, limit: Int, to output: inout ByteBuffer
  ) -> Int {
    var taken = 0
    /// Where to cut so that the ellipsis has room.
    var cut = (position: output.count, taken: 0)
    var position = range.lower
    while position < range.upper {
      let (scalar, size) = text.scalar(at: position, to: range.upper)
      let wide: Int
      switch scalar {
      case 10, 13, 9:
        output.append(jsonEscape: UInt8(scalar))
        wide = 2
      case 0..<32, 127..<160, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF:
        output.append(visible: scalar)
        wide = 6
      default:
        output.append(text, ByteRange(position, position + size))
        wide = scalar < 0x300 ? 1 : columns(of: scalar)
      }
      if taken + wide > limit {
        output.truncate(to: cut.position)
        output.append("…")
        return cut.taken + 1
      }
      taken += wide
      if taken < limit { cut = (output.count, taken) }
      position += size
    }
    return taken
  }

  /// Columns that a terminal gives to a character: none to combining marks, two to wide ones (UAX #11).
  static func columns(of value: UInt32) -> Int {
    guard let scalar = Unicode.Scalar(value) else { return 1 }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return 1
    }
  }
}

extension ByteBuffer {
  /// Appends a text for a terminal, everything visible that a terminal would act on.
  public mutating func append(shown text: String) {
    var text = text
    text.makeContiguousUTF8()
    let bytes = text.utf8.span
    _ = TableRow.append(bytes, ByteRange(0, bytes.count), limit: .max, to: &self)
  }
}

extension Span where Element == UInt8 {
  /// The scalar at `position` and its length; damaged UTF-8 reads as U+FFFD (cells hold none).
  func scalar(at position: Int, to end: Int) -> (value: UInt32, length: Int) {
    let size = scalarLength(at: position, to: end)
    let lead = UInt32(self[position])
    switch size {
    case 1: return (lead, 1)
    case 2: return ((lead & 0x1F) << 6 | tail(position + 1), 2)
    case 3: return ((lead & 0x0F) << 12 | tail(position + 1) << 6 | tail(position + 2), 3)
    case 4:
      let upper = (lead & 0x07) << 18 | tail(position + 1) << 12
      return (upper | tail(position + 2) << 6 | tail(position + 3), 4)
    default: return (0xFFFD, -size)
    }
  }

  private func tail(_ position: Int) -> UInt32 { UInt32(self[position] & 0x3F) }
}

import Bytes

/// CSV and table: the cells of a finished record in the order that the user chose.
extension RecordWriter {
  /// Appends the line of column names to `output`; nothing for JSON Lines.
  public mutating func header() {
    if isJSON { return }
    var row = TableRow(width: style.width)
    for (place, index) in selection.enumerated() {
      let column = schema.columns[index]
      if style.format == .csv {
        if place > 0 { output.append(UInt8(ascii: ",")) }
        output.append(column.path)
        continue
      }
      let name = Array(column.path.description.utf8)
      row.append(
        name.span, ByteRange(0, name.count), column, isLast: place == selection.count - 1, to: &output)
    }
    output.append(UInt8(ascii: "\n"))
  }

  @usableFromInline
  mutating func endRow() {
    if style.format == .csv { endCSVRow() } else { endTableRow() }
    output.append(UInt8(ascii: "\n"))
  }

  private mutating func endCSVRow() {
    for place in selection.indices {
      let index = selection[place]
      let range = ranges[index]
      if place > 0 { output.append(UInt8(ascii: ",")) }
      if range.isNone { continue }
      if index == hexColumn { hexPlace = output.count }
      output.append(cell: cells, range, of: schema.columns[index].kind, isRaw: style.rawCSV)
    }
  }

  private mutating func endTableRow() {
    var row = TableRow(width: style.width)
    for place in selection.indices {
      let index = selection[place]
      let range = ranges[index].isNone ? ByteRange(0, 0) : ranges[index]
      let before = row.append(
        cells, range, schema.columns[index], isLast: place == selection.count - 1, to: &output)
      if index == hexColumn, output.count - before >= 16 { hexPlace = before }
    }
  }
}

extension ByteBuffer {
  mutating func append(
    cell cells: borrowing ByteBuffer, _ range: ByteRange, of kind: Column.Kind, isRaw: Bool
  ) {
    switch kind {
    case .text: append(csv: cells.span, range, isRaw: isRaw)
    case .texts, .objects: append(csvQuoted: cells.span, range, isRaw: true)
    case .number, .seconds, .boolean, .time, .offset: append(cells.span, range)
    }
  }

  /// Appends one CSV cell (RFC 4180): quoted where it must be, and `""` where it is known to be empty.
  ///
  /// Unless `isRaw`, a first character that a spreadsheet takes for the start of a formula gets a `'` before it, and
  /// control characters other than tab and line ends are written as `\u001b`.
  mutating func append(csv text: Span<UInt8>, _ range: ByteRange, isRaw: Bool) {
    var needsQuotes = range.isEmpty
    var hasControl = false
    for position in range.range {
      switch text[position] {
      case UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13: needsQuotes = true
      case 9: break
      case 0..<32, 127, 0xC2: hasControl = true
      default: break
      }
    }
    let isFormula = !isRaw && text.startsFormula(range)
    if needsQuotes || (hasControl && !isRaw) {
      append(csvQuoted: text, range, isRaw: isRaw, isFormula: isFormula)
      return
    }
    if isFormula { append(UInt8(ascii: "'")) }
    append(text, range)
  }

  mutating func append(
    csvQuoted text: Span<UInt8>, _ range: ByteRange, isRaw: Bool, isFormula: Bool = false
  ) {
    append(UInt8(ascii: "\""))
    if isFormula { append(UInt8(ascii: "'")) }
    var position = range.lower
    while position < range.upper {
      let byte = text[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): append("\"\"")
      case 9, 10, 13: append(byte)
      case 0..<32 where !isRaw, 127 where !isRaw: append(visible: UInt32(byte))
      case 0xC2 where !isRaw && position < range.upper && text[position] < 0xA0:
        append(visible: UInt32(text[position]))
        position += 1
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }

  /// Appends a character that must not reach a terminal as `\u001b`.
  mutating func append(visible scalar: UInt32) {
    append("\\u")
    for shift in stride(from: UInt32(12), through: 0, by: -4) {
      append(hexDigit: UInt8(truncatingIfNeeded: scalar >> shift) & 15)
    }
  }
}

extension Span where Element == UInt8 {
  /// Whether a spreadsheet would take a cell of these bytes for a formula: `=`, `+`, `-`, `@`, their full-width forms
  /// (U+FF1D, U+FF0B, U+FF0D, U+FF20), a tab or a line end. Source: OWASP, CSV Injection.
  func startsFormula(_ range: ByteRange) -> Bool {
    guard !range.isEmpty else { return false }
    switch self[range.lower] {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 10, 13:
      return true
    case 0xEF:
      guard range.count >= 3, self[range.lower + 1] == 0xBC else { return false }
      switch self[range.lower + 2] {
      case 0x8B, 0x8D, 0x9D, 0xA0: return true
      default: return false
      }
    default: return false
    }
  }
}

/// The schema as a part of `postmortem-records(5)`.
extension Schema {
  /// One section in mdoc: what a record stands for, and each field with its kind and meaning; members of objects
  /// nested below theirs.
  public var manual: String {
    ".Sh \(name.description.uppercased())\n\(Schema.roff(meaning.description))\n" + list
  }

  private var list: String {
    var text = ".Bl -tag -width Ds\n"
    for column in columns {
      text += ".It Va \(column.path) Pq \(column.kindName)\n"
      text += Schema.roff(column.meaning.description) + "\n"
      if case .objects(let members) = column.kind { text += members.list }
    }
    return text + ".El\n"
  }

  /// Words between backquotes in the font of literals, one request a line.
  private static func roff(_ text: String) -> String {
    var lines: [String] = []
    var isLiteral = false
    for part in text.split(separator: "`", omittingEmptySubsequences: false) {
      defer { isLiteral.toggle() }
      if part.isEmpty { continue }
      if isLiteral {
        lines.append(".Ql \(part.contains(" ") ? "\"\(part)\"" : String(part))")
        continue
      }
      // Punctuation right behind a literal goes on its line.
      let rest = part.drop { $0 == "," || $0 == "." || $0 == ":" || $0 == ";" || $0 == ")" }
      let marks = part[..<rest.startIndex]
      if !marks.isEmpty, !lines.isEmpty {
        lines[lines.count - 1] += marks.map { " \($0)" }.joined()
      }
      let words = rest.drop { $0 == " " }
      if words.isEmpty { continue }
      let end = words.last == " " ? words.dropLast() : words
      lines.append(end.hasPrefix(".") || end.hasPrefix("'") ? "\\&\(end)" : String(end))
    }
    return lines.joined(separator: "\n")
  }
}

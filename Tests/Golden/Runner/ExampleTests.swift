import Foundation
import Support
import Testing

/// A command of the README or of a manual page with the output that is printed below it.
struct Example: Sendable, CustomTestStringConvertible {
  var file: String
  var command: String
  var expected: [String]
  var testDescription: String { "\(file): \(command)" }
}

/// A page with examples: text whose example blocks hold `$ ` lines.
struct Page: Sendable {
  var name: String
  /// Lines that open and close a block of examples.
  var opening: String
  var closing: String
  /// Whether the text is roff, in which some characters are written otherwise.
  var isRoff: Bool

  static let all: [Page] = {
    var pages = [Page(name: "README.md", opening: "```console", closing: "```", isRoff: false)]
    let folder = Program.root.appending(path: "man")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.sorted() where name.hasPrefix("postmortem") {
      pages.append(Page(name: "man/\(name)", opening: ".Bd -literal", closing: ".Ed", isRoff: true))
    }
    return pages
  }()

  var url: URL { Program.root.appending(path: name) }

  func plain(_ line: Substring) -> String {
    guard isRoff else { return String(line) }
    return String(line).replacing("\\&", with: "").replacing("\\-", with: "-").replacing("\\e", with: "\\")
  }

  func roff(_ line: String) -> String {
    guard isRoff else { return line }
    let escaped = line.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  /// The page as lines outside of examples, and examples.
  enum Part {
    case line(String)
    case example(Example)
  }

  func parts() throws -> [Part] {
    var parts: [Part] = []
    var isInside = false
    var open: Example?
    func close() {
      if let example = open { parts.append(.example(example)) }
      open = nil
    }
    let text = try String(contentsOf: url, encoding: .utf8)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if !isInside, line.hasPrefix(opening) {
        isInside = true
      } else if isInside, line == closing {
        close()
        isInside = false
      } else if isInside, line.hasPrefix("$ ") {
        close()
        open = Example(file: name, command: plain(line.dropFirst(2)), expected: [])
        continue
      } else if open != nil {
        open?.expected.append(plain(line))
        continue
      }
      parts.append(.line(String(line)))
    }
    return parts
  }
}

@Suite struct ExampleTests {
  static let examples: [Example] = Page.all.flatMap { page in
    ((try? page.parts()) ?? []).compactMap { part in
      if case .example(let example) = part { example } else { nil }
    }
  }

  @Test func `the README has examples`() {
    #expect(ExampleTests.examples.contains { $0.file == "README.md" })
  }

  @Test(.enabled(if: !updatesGolden), arguments: examples)
  func `an example of the manual prints what stands below it`(_ example: Example) throws {
    // What asks for more than this program and a shell (packages, a build) is not run here.
    guard example.command.contains("postmortem") else { return }
    let lines = try ExampleTests.output(of: example.command)
    let matches = ExampleTests.match(example.expected, lines)
    #expect(
      matches,
      "\(difference(example.expected.joined(separator: "\n"), lines.joined(separator: "\n")))")
  }

  @Test(.enabled(if: updatesGolden))
  func `the examples are written anew`() throws {
    for page in Page.all {
      var lines: [String] = []
      for part in try page.parts() {
        switch part {
        case .line(let line): lines.append(line)
        case .example(let example):
          lines.append("$ " + page.roff(example.command))
          let keeps = example.expected.contains("...") || !example.command.contains("postmortem")
          let output = keeps ? example.expected : try ExampleTests.output(of: example.command)
          lines += output.map(page.roff)
        }
      }
      try lines.joined(separator: "\n").write(to: page.url, atomically: true, encoding: .utf8)
    }
  }

  static func output(of command: String) throws -> [String] {
    let outcome = try Program.shell(command, merged: true)
    var lines = canonical(outcome.output).split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0) }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Whether `lines` are the expected ones; an expected line `...` stands for any number of lines.
  static func match(_ expected: [String], _ lines: [String]) -> Bool {
    var expected = expected[...]
    while expected.last == "" { expected.removeLast() }
    guard let gap = expected.firstIndex(of: "...") else { return Array(expected) == lines }
    let head = expected[..<gap]
    let tail = expected[(gap + 1)...]
    return lines.count >= head.count + tail.count && Array(lines.prefix(head.count)) == Array(head)
      && Array(lines.suffix(tail.count)) == Array(tail)
  }
}

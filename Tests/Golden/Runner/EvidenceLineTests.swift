import Foundation
import Support
import Testing

/// A thousand guessers, whose lines lie all over a log, with a long stretch of other lines between.
@Suite struct EvidenceLineTests {
  private static let lines: [String] = {
    var lines: [String] = []
    func stamp(_ second: Int) -> String {
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      return "2024-03-04T\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60)).000000+00:00 mx1"
    }
    for round in 0..<12 {
      for guesser in 0..<1_000 {
        let address = "203.0.\(guesser / 250).\(guesser % 250 + 1)"
        let (second, process) = (round * 1_000 + guesser, "postfix/smtpd[\(100 + guesser)]")
        lines.append(
          "\(stamp(second)) \(process): warning: unknown[\(address)]: SASL LOGIN authentication failed: "
            + "number \(second), sasl_username=user\(guesser)@a.example")
      }
      if round == 5 || round == 8 {
        for number in 0..<6_000 {
          let stamp = stamp(round * 1_000 + 999)
          lines.append("\(stamp) CRON[\(number)]: (root) CMD (something that is done often)")
        }
      }
    }
    return lines
  }()

  private struct Evidence: Decodable {
    var line: Int
    var offset: Int
    var text: String
  }
  private struct Found: Decodable {
    var evidence: [Evidence]
  }

  @Test func `every line that a finding shows is the line of that number, whoever reads it`() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "evidence-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let log = place.appending(path: "mail.log")
    try (Self.lines.joined(separator: "\n") + "\n").write(to: log, atomically: false, encoding: .utf8)
    var offsets: [Int] = []
    var offset = 0
    for line in Self.lines {
      offsets.append(offset)
      offset += line.utf8.count + 1
    }
    let command = "postmortem logins -q --format jsonl --rule login.bruteforce"
    let one = try Program.shell("\(command) --jobs 1 \(log.path)")
    #expect(one.status == 0)
    var shown = 0
    for record in one.output.split(separator: "\n") {
      for evidence in try JSONDecoder().decode(Found.self, from: Data(record.utf8)).evidence {
        #expect(evidence.text == Self.lines[evidence.line - 1])
        #expect(evidence.offset == offsets[evidence.line - 1])
        shown += 1
      }
    }
    // So many that several threads share them.
    #expect(shown > 8_192)
    #expect(try Program.shell("\(command) --jobs 2 \(log.path)") == one)
    let packed = try Program.shell("gzip -k \(log.path) && \(command) --jobs 2 \(log.path).gz")
    #expect(packed.output.replacingOccurrences(of: "mail.log.gz", with: "mail.log") == one.output)
  }
}

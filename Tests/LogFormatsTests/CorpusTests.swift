import Bytes
import Foundation
import LogFormats
import Model
import Testing

/// Real lines of public projects and the lab's logs, where `../shared` is at hand.
@Suite struct CorpusTests {
  static let shared = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared")
  static let isPresent = FileManager.default.fileExists(
    atPath: shared.appending(path: "corpora/logs/postfix").path)

  static func lines(_ path: String) throws -> [[UInt8]] {
    let data = [UInt8](try Data(contentsOf: shared.appending(path: path)))
    return data.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
  }

  static func records(_ path: String) throws -> [[String: Any]] {
    try lines(path).filter { !$0.isEmpty }.compactMap {
      try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
    }
  }

  private static let header = "Apr  6 13:05:01 h "

  // MARK: Unrecognized lines

  /// Lines with a tag of Postfix, and how many of them are unrecognized.
  private func unrecognized(_ path: String) throws -> (lines: Int, unrecognized: Int) {
    var count = 0
    var missed = 0
    for line in try Self.lines(path) {
      var envelope = Envelope()
      Envelope.parse(line.span, into: &envelope)
      guard !envelope.program.isNone,
        PostfixFormat.recognizes(program: envelope.program, in: line.span)
      else { continue }
      count += 1
      if Reading.event(line).action == .unrecognized { missed += 1 }
    }
    return (count, missed)
  }

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `fewer than one Postfix line in two hundred is unrecognized`() throws {
    var total = 0
    var missed = 0
    for folder in ["postfix", "mixed"] {
      let root = "corpora/logs/\(folder)"
      let names = try FileManager.default.contentsOfDirectory(atPath: Self.shared.appending(path: root).path)
      for name in names.sorted() where name.hasSuffix(".log") {
        // Its publisher replaced the server's own words (`connect` became `anon_hostname_3`): nothing can read it.
        if name == "maillogsentinel-sample_mail.log" { continue }
        let found = try unrecognized("\(root)/\(name)")
        total += found.lines
        missed += found.unrecognized
      }
    }
    #expect(total > 11_000)
    #expect(missed * 200 < total, "\(missed) of \(total)")
  }

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `few lines of Dovecot and amavis are unrecognized`() throws {
    for (path, allowed) in [
      ("dovecot/ossec-dovecot.log", 0), ("dovecot/wazuh-dovecot.log", 0), ("amavis/logwatch-td.log", 2),
    ] {
      var missed: [String] = []
      for line in try Self.lines("corpora/logs/\(path)") where !line.isEmpty {
        if Reading.event(line).action == .unrecognized { missed.append(line.span.string) }
      }
      #expect(missed.count <= allowed, "\(missed.joined(separator: "\n"))")
    }
  }

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `no line of the lab's Postfix hosts is unrecognized`() throws {
    for file in ["mx1/mail.log", "mx1/mail.log.1", "smart/postfix.log", "store1/mail.log", "gamma/mail.log"] {
      for line in try Self.lines("lab/seed1/logs/\(file)") where !line.isEmpty {
        let event = Reading.event(line)
        let text = line.span.string
        #expect(event.action != .unrecognized, "\(file): \(text)")
      }
    }
  }

  // MARK: Expected values

  /// whyscream/postfix-grok-patterns: a line without header, the program in the case's name.
  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `the fields of the grok patterns' cases agree`() throws {
    let score = try Self.grokPatterns()
    #expect(score.equal >= 489, "\(score)")
    #expect(score.differing.isEmpty, "\(score)")
  }

  static func grokPatterns() throws -> ExpectedScore {
    let path = "corpora/logs/postfix/whyscream-grok"
    let lines = try Self.lines("\(path).log")
    var score = ExpectedScore()
    for record in try Self.records("\(path).expected.jsonl") {
      guard let number = record["line"] as? Int, let id = record["id"] as? String,
        let fields = record["fields"] as? [String: String],
        let program = Self.program(of: id)
      else { continue }
      let text = String(decoding: lines[number - 1], as: UTF8.self)
      let found = Reading.values("\(Self.header)\(program)[1]: \(text)")
      Self.compare(fields, with: found, id, &score)
    }
    return score
  }

  private static func program(of id: String) -> String? {
    let name = id.split(separator: "_").dropLast().joined(separator: "_")
    switch name {
    case "command_counter_data", "delays", "relay", "keyvalue_data": return nil
    case "tls_features": return nil
    case "trivial_rewrite": return "postfix/trivial-rewrite"
    case "script": return "postfix/postfix-script"
    default: return "postfix/\(name)"
    }
  }

  private static func compare(
    _ fields: [String: String], with found: [String: String], _ id: String, _ score: inout ExpectedScore
  ) {
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      let name: String? =
        switch key {
        case "postfix_client_ip": "source.ip"
        case "postfix_client_port": "source.port"
        case "postfix_client_hostname": value == "unknown" ? nil : "source.domain"
        case "postfix_queueid": id.hasPrefix("bounce_") ? "email.bounce_of" : "email.local_id"
        case "postfix_bounce_queueid": "email.local_id"
        case "postfix_message-id": "email.message_id"
        case "postfix_relay_ip": "destination.ip"
        case "postfix_relay_port": "destination.port"
        case "postfix_relay_hostname": value == found["destination.ip"] ? nil : "destination.domain"
        case "postfix_status_code", "postfix_proxy_status_code": "smtp.reply.code"
        case "postfix_status_code_enhanced", "postfix_proxy_status_code_enhanced": "smtp.reply.enhanced"
        case "postfix_tls_cipher": "tls.cipher"
        case "postfix_anvil_conn_count", "postfix_anvil_conn_rate", "postfix_anvil_cache_size",
          "postfix_postscreen_dnsbl_rank", "postfix_postsuper_summary_count":
          "limit.value"
        case "postfix_postscreen_access": "email.content.action"
        case "postfix_error_response", "postfix_pipe_response", "postfix_local_response": "smtp.reply.text"
        default: nil
        }
      if let name {
        if value == "NOQUEUE" {
          // Not an id: it is said when there is none.
          score.compare(name, "", found[name], id)
          continue
        }
        if name == "email.message_id", value.hasPrefix("<") { continue }
        score.compare(name, value, found[name], id)
      } else if key == "postfix_tls_version" {
        score.compare("tls.version", String(value.dropFirst(4)), found["tls.version"], id)
      } else if key == "postfix_tls_trustlevel" {
        let word = value == "Anonymous" ? "none" : value.lowercased()
        score.compare("tls.verified", word, found["tls.verified"], id)
      } else if key == "postfix_status", ["sent", "deferred", "bounced", "expired"].contains(value) {
        score.compare("smtp.status", value, found["smtp.status"], id)
      } else if key == "postfix_smtp_stage" || key == "postfix_proxy_smtp_stage" {
        if let stage = Self.stages[value] { score.compare("smtp.stage", stage, found["smtp.stage"], id) }
      } else if key == "postfix_action", value == "reject" {
        score.compare("event.action", "reject", found["event.action"], id)
      } else if key == "postfix_keyvalue_data" {
        comparePairs(value, with: found, id, &score)
      } else {
        score.unmapped[key, default: 0] += 1
      }
    }
  }

  private static let stages = [
    "CONNECT": "connect", "HELO": "helo", "EHLO": "helo", "MAIL": "mail", "RCPT": "rcpt", "DATA": "data",
    "END-OF-MESSAGE": "end-of-data",
  ]

  /// `from=<a> to=<b> proto=… helo=<c>` and `to=<a>, relay=…, delay=…, dsn=…`.
  private static func comparePairs(
    _ text: String, with found: [String: String], _ id: String, _ score: inout ExpectedScore
  ) {
    for part in text.split(separator: " ") {
      guard let equals = part.firstIndex(of: "=") else { continue }
      var value = String(part[part.index(after: equals)...])
      if value.hasSuffix(",") { value.removeLast() }
      let bare = value.hasPrefix("<") && value.hasSuffix(">") ? String(value.dropFirst().dropLast()) : value
      let name: String? =
        switch part[..<equals] {
        case "from": "smtp.mail_from"
        case "to": "smtp.rcpt_to"
        case "orig_to": "smtp.orig_rcpt_to"
        case "helo": "smtp.helo"
        case "dsn": "smtp.reply.enhanced"
        case "size": "smtp.size"
        case "nrcpt": "smtp.recipients"
        case "delay": "smtp.delay"
        default: nil
        }
      guard let name else { continue }
      score.compare(name, bare.isEmpty && name == "smtp.mail_from" ? "<>" : bare, found[name], id)
    }
  }

  /// DoubleCheckEmail's and others' postfix-parser for Node: header and fields.
  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `the fields of the Node parser's cases agree`() throws {
    let score = try Self.nodeParser()
    // The one that differs: an id inside `fatal: append file defer ID: …`.
    #expect(score.equal >= 162, "\(score)")
    #expect(score.differing.count <= 1, "\(score)")
  }

  static func nodeParser() throws -> ExpectedScore {
    let path = "corpora/logs/postfix/npm-postfix-parser"
    let lines = try Self.lines("\(path).log")
    var score = ExpectedScore()
    for record in try Self.records("\(path).expected.jsonl") {
      guard let number = record["line"] as? Int, let expected = record["expected"] as? [String: String] else {
        continue
      }
      var text = String(decoding: lines[number - 1], as: UTF8.self)
      if let type = record["type"] as? String, type.hasPrefix("postfix/") {
        text = "\(Self.header)\(type)[1]: \(text)"
      }
      let found = Reading.values(text)
      let envelope = Reading.envelope(text)
      for (key, value) in expected.sorted(by: { $0.key < $1.key }) {
        let context = "line \(number)"
        switch key {
        case "qid" where expected["dsnQid"] != nil:
          score.compare("email.bounce_of", value, found["email.bounce_of"], context)
        case "qid": score.compare("email.local_id", value, found["email.local_id"], context)
        case "dsnQid", "dsnqid": score.compare("email.local_id", value, found["email.local_id"], context)
        case "host" where record["type"] as? String != "postfix/smtp":
          score.compare("host.name", value, Reading.text(text, envelope.host), context)
        case "prog": score.compare("process.name", value, Reading.text(text, envelope.program), context)
        case "pid": score.compare("process.pid", value, "\(envelope.pid)", context)
        case "to": score.compare("smtp.rcpt_to", value, found["smtp.rcpt_to"], context)
        case "orig_to": score.compare("smtp.orig_rcpt_to", value, found["smtp.orig_rcpt_to"], context)
        case "from":
          score.compare("smtp.mail_from", value.isEmpty ? "<>" : value, found["smtp.mail_from"], context)
        case "size": score.compare("smtp.size", value, found["smtp.size"], context)
        case "nrcpt": score.compare("smtp.recipients", value, found["smtp.recipients"], context)
        case "delay": score.compare("smtp.delay", value, found["smtp.delay"], context)
        case "dsn": score.compare("smtp.reply.enhanced", value, found["smtp.reply.enhanced"], context)
        case "message-id": score.compare("email.message_id", value, found["email.message_id"], context)
        case "sasl_method": score.compare("auth.method", value, found["auth.method"], context)
        case "sasl_username": score.compare("user.name", value, found["user.name"], context)
        case "forwardedAs": score.compare("smtp.queued_as", value, found["smtp.queued_as"], context)
        case "err": score.compare("event.reason", value, found["event.reason"], context)
        case "relay", "mx":
          let peer = [found["destination.domain"] ?? found["destination.ip"], found["destination.ip"]]
          let port = found["destination.port"] ?? ""
          let shown = found["transport"] ?? "\(peer[0] ?? "")[\(peer[1] ?? "")]:\(port)"
          score.compare("destination", value, shown, context)
        default: score.unmapped[key, default: 0] += 1
        }
      }
    }
    return score
  }

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `totals agree with those of pflogsumm and of the Prometheus exporter`() throws {
    var received = 0
    var delivered = 0
    var bounced = 0
    var deferred = 0
    var rejected = 0
    for line in try Self.lines("corpora/logs/postfix/pflogsumm-go-sample.log") {
      let event = Reading.event(line)
      if event.action == .messageReceived { received += 1 }
      if event.action == .delivery, event.status == .sent { delivered += 1 }
      if event.status == .bounced { bounced += 1 }
      if event.status == .deferred { deferred += 1 }
      if event.action == .reject { rejected += 1 }
    }
    let totals: [Int] = [received, delivered, bounced, deferred, rejected]
    #expect(totals == [4, 5, 1, 1, 1])
    var removed = 0
    var expired = 0
    var failed = 0
    for line in try Self.lines("corpora/logs/postfix/kumina-exporter.log") {
      let event = Reading.event(line)
      if event.action == .messageRemoved { removed += 1 }
      if event.status == .expired { expired += 1 }
      if event.action == .login, event.outcome == .failure { failed += 1 }
    }
    let counters: [Int] = [removed, expired, failed]
    #expect(counters == [32, 2, 1])
  }
}

import Bytes
import Foundation
import MIME
import Model
import Testing

/// Where the shared evidence lies; tests that need it are skipped where it is absent.
let groundTruth = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("shared/corpora/mail/ground-truth").path
let hasGroundTruth = FileManager.default.fileExists(atPath: groundTruth)

func cases(_ name: String) -> [[String: Any]] {
  guard let text = try? String(contentsOfFile: groundTruth + "/" + name, encoding: .utf8) else { return [] }
  return text.split(separator: "\n").compactMap {
    try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
  }
}

/// A parsed Received value with its texts.
struct ReadReceived {
  var field: ReceivedField
  var text: String
  func string(_ range: ByteRange) -> String {
    let bytes = Array(text.utf8)
    return bytes.span.string(range)
  }
  var recipients: [String] { (0..<field.recipientCount).map { string(field.recipients[$0]) } }
}

func readReceived(_ value: String) -> ReadReceived {
  let raw = Array(value.utf8)
  var buffer = ByteBuffer()
  HeaderBlock.unfold(raw.span, ByteRange(0, raw.count), into: &buffer)
  var parser = ReceivedParser()
  let field = parser.parse(buffer.span)
  return ReadReceived(field: field, text: buffer.string)
}

/// Counts agreements of one set and lists what differs.
struct Tally {
  var right = 0
  var total = 0
  var misses: [String] = []
  mutating func compare(_ name: String, _ got: String, _ want: String, in text: String) {
    total += 1
    if got == want { right += 1 } else { misses.append("\(name): got \(got) want \(want) in \(text)") }
  }
  func report(_ set: String) {
    print("ground truth \(set): \(right)/\(total)")
    for miss in misses { print("  differs: \(miss)") }
  }
}

@Test(.enabled(if: hasGroundTruth)) func `SpamAssassin's cases agree field by field`() {
  var tally = Tally()
  for one in cases("received.spamassassin.jsonl") {
    guard let header = (one["headers"] as? [String])?.first, let want = one["expect"] as? [String: Any] else {
      continue
    }
    let read = readReceived(header)
    let field = read.field
    let isRelay = want["relay"] as? Bool ?? false
    tally.compare("relay", "\(field.isRelay)", "\(isRelay)", in: header)
    guard isRelay else { continue }
    tally.compare("ip", field.fromIP?.description ?? "", want["ip"] as? String ?? "", in: header)
    tally.compare("rdns", read.string(field.fromDomain), want["rdns"] as? String ?? "", in: header)
    // SpamAssassin shows brackets of a literal HELO as exclamation marks.
    let helo = read.string(field.fromHelo).replacingOccurrences(of: "[", with: "!")
      .replacingOccurrences(of: "]", with: "!")
    tally.compare("helo", helo, want["helo"] as? String ?? "", in: header)
    tally.compare("by", read.string(field.by), want["by"] as? String ?? "", in: header)
    tally.compare("ident", read.string(field.ident), want["ident"] as? String ?? "", in: header)
    tally.compare("envfrom", read.string(field.envelopeFrom), want["envfrom"] as? String ?? "", in: header)
    tally.compare("id", read.string(field.id), want["id"] as? String ?? "", in: header)
    let auth = (want["auth"] as? String ?? "") != ""
    tally.compare("auth", "\(field.isAuthenticated)", "\(auth)", in: header)
  }
  tally.report("received.spamassassin")
  #expect(tally.total > 400)
  #expect(Double(tally.right) / Double(max(tally.total, 1)) >= 0.99)
}

@Test(.enabled(if: hasGroundTruth)) func `the other parsers' cases agree field by field`() {
  var all = Tally()
  for set in ["received.spamscope", "received.mha", "received.eml_parser", "received.mail-field-received"] {
    var tally = Tally()
    for one in cases(set + ".jsonl") {
      guard let header = (one["headers"] as? [Any])?.first as? String,
        let want = one["expect"] as? [String: Any]
      else { continue }
      let read = readReceived(header)
      let texts = FieldTexts(read)
      if let equal = want["equals"] as? [String: String] {
        for (name, value) in equal.sorted(by: { $0.key < $1.key }) {
          tally.compare(name, texts[name], bare(value), in: header)
        }
        for (name, values) in (want["contains"] as? [String: [String]] ?? [:]).sorted(by: { $0.key < $1.key })
        {
          let whole = texts.context(name)
          for value in values {
            tally.compare(name, whole.contains(value) ? value : whole, value, in: header)
          }
        }
        continue
      }
      for (name, value) in want.sorted(by: { $0.key < $1.key }) {
        compare(name, value, texts, set, header, &tally)
      }
    }
    tally.report(set)
    all.right += tally.right
    all.total += tally.total
  }
  #expect(all.total > 150)
  #expect(Double(all.right) / Double(max(all.total, 1)) >= 0.97)
}

private func bare(_ value: String) -> String {
  value.hasPrefix("<") && value.hasSuffix(">") ? String(value.dropFirst().dropLast()) : value
}

private func compare(
  _ name: String, _ value: Any, _ texts: FieldTexts, _ set: String, _ header: String, _ tally: inout Tally
) {
  switch name {
  case "hop", "percent", "delay", "delay_s": break
  case "date_ms":
    let field = texts.read.field.date
    let time = field.status == .naive ? field.civil.asUTC : field.time
    let got = time.isUnknown ? "none" : "\(time.microseconds / 1000)"
    tally.compare(name, got, "\((value as? NSNumber)?.int64Value ?? 0)", in: header)
  case "date":
    let want = value as? String ?? ""
    if set.hasPrefix("received.eml") {
      let time = ISO8601DateFormatter().date(from: want)?.timeIntervalSince1970 ?? 0
      tally.compare(name, "\(texts.read.field.date.time.seconds)", "\(Int(time))", in: header)
    } else {
      let bytes = Array(want.utf8)
      let wanted = DateField(bytes.span, ByteRange(0, bytes.count))
      tally.compare(
        name, "\(texts.read.field.date.time.microseconds)", "\(wanted.time.microseconds)", in: header)
    }
  default:
    if let list = value as? [String] {
      for one in list {
        let whole = texts.context(name)
        tally.compare(name, whole.contains(one) ? one : whole, one, in: header)
      }
    } else if let text = value as? String {
      // MHA keeps the comments of a clause, eml_parser everything up to the date; here the clause's own words.
      let whole = texts.context(name)
      let got = texts[name]
      var cut = text.replacingOccurrences(of: " ;", with: ";")
      if let bracket = cut.range(of: " (") { cut = String(cut[..<bracket.lowerBound]) }
      if set.hasPrefix("received.eml"), let id = cut.range(of: " id ") { cut = String(cut[..<id.lowerBound]) }
      let isSame = got.lowercased() == bare(cut).lowercased()
      tally.compare(name, isSame ? text : whole, text, in: header)
    }
  }
}

/// A field's texts under the names of the ground truth.
private struct FieldTexts {
  var read: ReadReceived
  init(_ read: ReadReceived) { self.read = read }

  subscript(_ name: String) -> String {
    let field = read.field
    switch name {
    case "from": return read.string(field.fromWord)
    case "by": return read.string(field.by)
    case "with": return read.string(field.with)
    case "via": return read.string(field.via)
    case "id": return read.string(field.id)
    case "for": return read.recipients.first ?? ""
    case "envelope_from", "envelope_sender": return read.string(field.envelopeFrom)
    case "helo": return read.string(field.fromHelo)
    case "rdns": return read.string(field.fromDomain)
    case "ip": return field.fromIP?.description ?? ""
    case "date": return read.string(field.dateRange)
    default: return "?"
    }
  }

  func context(_ name: String) -> String {
    guard name == "from" else { return self[name] }
    let field = read.field
    return [field.fromWord, field.fromHelo, field.fromDomain].map(read.string).joined(separator: " ")
      + " " + (field.fromIP?.description ?? "") + (field.fromHelo.isNone ? "" : " HELO")
  }
}

@Test(.enabled(if: hasGroundTruth)) func `dates of the ground truth are read as they are`() {
  var tally = Tally()
  for one in cases("date.stalwart.jsonl") {
    guard let header = one["header"] as? String else { continue }
    let bytes = Array(header.utf8)
    let field = DateField(bytes.span, ByteRange(0, bytes.count))
    guard let want = one["expect"] as? [String: Any] else {
      tally.compare(
        "none", field.status == .bad || field.status == .none ? "none" : "\(field)", "none", in: header)
      continue
    }
    func number(_ name: String) -> Int { (want[name] as? NSNumber)?.intValue ?? 0 }
    let sign = (want["tz_before_gmt"] as? Bool ?? false) ? -1 : 1
    let offset = sign * (number("tz_hour") * 60 + number("tz_minute"))
    let wanted = [
      number("year"), number("month"), number("day"), number("hour"), number("minute"), number("second"),
      offset,
    ]
    let civil = field.civil
    let got =
      field.status == .bad || field.status == .none
      ? []
      : [
        Int(civil.year), Int(civil.month), Int(civil.day), Int(civil.hour), Int(civil.minute),
        Int(civil.second), Int(field.offsetMinutes),
      ]
    tally.compare("date", "\(got)", "\(wanted)", in: header)
  }
  tally.report("date.stalwart")
  #expect(tally.total == 0 || Double(tally.right) / Double(tally.total) > 0.8)
}

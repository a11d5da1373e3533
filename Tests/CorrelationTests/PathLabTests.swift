import Bytes
import Correlation
import Foundation
import LogFormats
import MIME
import Model
import Testing

private let shared = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared").path
private let lab = shared + "/lab/seed1"

/// Every message of a file, split roughly: at `From ` lines with a time in them behind a blank line, else whole.
func roughMessages(_ path: String) -> [[UInt8]] {
  guard let data = FileManager.default.contents(atPath: path) else { return [] }
  let bytes = [UInt8](data)
  var starts: [Int] = []
  var index = 0
  while index < bytes.count {
    let end = bytes[index...].firstIndex(of: 10) ?? bytes.count
    let line = bytes[index..<end]
    if line.starts(with: Array("From ".utf8)), line.filter({ $0 == 58 }).count >= 2 { starts.append(end + 1) }
    index = end + 1
  }
  guard !starts.isEmpty else { return [bytes] }
  return starts.enumerated().map { place, start in
    let stop = place + 1 < starts.count ? starts[place + 1] : bytes.count
    return Array(bytes[min(start, bytes.count)..<max(stop, min(start, bytes.count))])
  }
}

func files(below folder: String) -> [String] {
  guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
  var found: [String] = []
  for case let name as String in walk {
    var isFolder: ObjCBool = false
    let path = folder + "/" + name
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
      found.append(path)
    }
  }
  return found.sorted()
}

/// No logs, but the times that ids carry, as the command gives them.
struct IDTimes: PathLogs {
  func hop(host: ByteRange, id: ByteRange, near time: Timestamp, in text: Span<UInt8>) -> LoggedHop? { nil }
  func covers(host: ByteRange, at time: Timestamp, in text: Span<UInt8>) -> Bool { false }
  func idTime(_ id: ByteRange, of software: ReceivedField.Software, in text: Span<UInt8>) -> Timestamp? {
    switch software {
    case .postfix: return IDClock.postfixLong(text, id)
    case .exim: return IDClock.exim(text, id)
    case .sendmail: return IDClock.sendmail(text, id)
    default: return nil
    }
  }
}

private func truth() -> [String: [String: Any]] {
  var found: [String: [String: Any]] = [:]
  for path in files(below: lab + "/truth") where path.hasSuffix(".jsonl") {
    for line in (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: "\n") ?? [] {
      if let one = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        one["kind"] as? String == "message", one["accepted"] as? Bool == true,
        let id = one["message_id"] as? String
      {
        found[id] = one
      }
    }
  }
  return found
}

private func describe(_ path: borrowing RelayPath) -> String {
  path.hops.map { hop in
    var names: [String] = []
    hop.anomalies.forEachName { names.append("\($0)") }
    return
      "\(hop.trust.name) by \(path.text.string(hop.by) ?? "-") from \(hop.fromIP?.description ?? "-") \(names)"
  }.joined(separator: " | ")
}

@Test(.enabled(if: FileManager.default.fileExists(atPath: lab + "/mbox")))
func `headers alone tell forged lab mail from honest lab mail`() {
  let wanted = truth()
  var builder = PathBuilder()
  var path = RelayPath()
  var block = HeaderBlock()
  var total = 0
  var rightOrigin = 0
  var forged = 0
  var missed: [String] = []
  var wrong: [String] = []
  for file in files(below: lab + "/mbox") {
    for message in roughMessages(file) {
      block.parse(message.span)
      builder.build(block, of: message.span, logs: IDTimes(), into: &path)
      let id = path.text.string(path.messageID) ?? ""
      let one = wanted[id]
      let hasForged = (one?["forged_hops"] as? NSNumber)?.intValue ?? 0 > 0
      if hasForged { forged += 1 }
      if hasForged != path.isForged {
        (hasForged ? { missed.append($0) } : { wrong.append($0) })("\(id) \(describe(path))")
      }
      guard let one, let client = (one["client_ip"] as? String).flatMap({ IPAddress($0) }) else { continue }
      total += 1
      if path.originIP == client { rightOrigin += 1 }
    }
  }
  print(
    "lab, headers alone: origin \(rightOrigin)/\(total), forged \(forged), missed \(missed.count), wrong \(wrong.count)"
  )
  for one in missed + wrong { print("  " + one) }
  #expect(total > 400)
  #expect(forged == 8)
  #expect(missed.isEmpty)
  #expect(wrong.isEmpty)
  #expect(Double(rightOrigin) / Double(max(total, 1)) > 0.6)
}

@Test(.enabled(if: FileManager.default.fileExists(atPath: lab + "/mbox")))
func `with the lab's hosts trusted the origin is the client that really submitted`() throws {
  let data = try #require(FileManager.default.contents(atPath: lab + "/truth/hosts.json"))
  let hosts = try #require(JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
  var boundary = TrustBoundary()
  for name in hosts.keys.sorted() {
    for key in ["fqdn", "ip4", "ip6"] {
      if let value = hosts[name]?[key] as? String { boundary.add(value) }
    }
  }
  let wanted = truth()
  var builder = PathBuilder(boundary: boundary)
  var path = RelayPath()
  var block = HeaderBlock()
  var total = 0
  var right = 0
  var misses: [String] = []
  for file in files(below: lab + "/mbox") {
    for message in roughMessages(file) {
      block.parse(message.span)
      builder.build(block, of: message.span, logs: IDTimes(), into: &path)
      let id = path.text.string(path.messageID) ?? ""
      guard let one = wanted[id], let client = (one["client_ip"] as? String).flatMap({ IPAddress($0) }) else {
        continue
      }
      let hasForged = (one["forged_hops"] as? NSNumber)?.intValue ?? 0 > 0
      total += 1
      if path.originIP == client, path.isForged == hasForged {
        right += 1
      } else {
        misses.append("\(file) \(id) want \(client): \(describe(path))")
      }
    }
  }
  print("lab, hosts trusted: origin and forged \(right)/\(total)")
  for miss in misses.prefix(15) { print("  " + miss) }
  #expect(total > 400)
  #expect(Double(right) / Double(max(total, 1)) >= 0.99)
}

@Test(.enabled(if: FileManager.default.fileExists(atPath: shared + "/corpora/mail")))
func `fewer than one in a hundred honest paths is called forged`() {
  var builder = PathBuilder()
  var path = RelayPath()
  var block = HeaderBlock()
  var paths = 0
  var withClaims = 0
  var forged: [String] = []
  var marks: [String: Int] = [:]
  var unparsable: Set<String> = []
  for file in files(below: shared + "/corpora/mail") where !file.contains("/ground-truth/") {
    for message in roughMessages(file) {
      block.parse(message.span)
      builder.build(block, of: message.span, logs: IDTimes(), into: &path)
      if path.hops.isEmpty { continue }
      paths += 1
      if path.hops.contains(where: { $0.trust == .claimed }) { withClaims += 1 }
      var seen: Set<String> = []
      for hop in path.hops { hop.anomalies.forEachName { seen.insert("\($0)") } }
      for name in seen { marks[name, default: 0] += 1 }
      for hop in path.hops where hop.anomalies.contains(.unparsable) {
        unparsable.insert(message.span.string(hop.raw))
      }
      if path.isForged {
        forged.append("\(file.split(separator: "/").suffix(2).joined(separator: "/")): \(describe(path))")
      }
    }
  }
  print("corpora: \(paths) paths, \(withClaims) with claimed hops, forged \(forged.count)")
  print("  marks \(marks.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
  for one in forged { print("  " + one) }
  for one in unparsable.sorted() { print("  unparsable:\(one)") }
  #expect(paths > 100)
  #expect(Double(forged.count) < Double(paths) / 100)
}

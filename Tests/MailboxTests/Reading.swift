import Bytes
import Foundation
import Mailbox
import Model

/// Everything a splitter says of a mailbox.
struct Reading: Equatable {
  var messages: [MailboxMessage] = []
  var headers: [[UInt8]] = []
  var bodies: [[UInt8]] = []
  var summary = MailboxSummary()
  /// Something the protocol of the callbacks forbids.
  var faults: [String] = []

  var count: Int { messages.count }
  func header(_ index: Int) -> String { String(decoding: headers[index], as: UTF8.self) }
  func body(_ index: Int) -> String { String(decoding: bodies[index], as: UTF8.self) }
}

struct Recorder: MessageSink {
  var reading = Reading()
  var isOpen = false
  var next: UInt64 = 0

  mutating func headers(_ message: MailboxMessage, header: Span<UInt8>) {
    if isOpen { reading.faults.append("headers of \(message.number) before end") }
    isOpen = true
    reading.headers.append(header.array(0..<header.count))
    reading.bodies.append([])
    next = message.bodyOffset
  }

  mutating func body(_ bytes: Span<UInt8>, at offset: UInt64) {
    if !isOpen { reading.faults.append("body outside of a message") }
    if offset != next { reading.faults.append("body at \(offset), expected \(next)") }
    if bytes.count == 0 { reading.faults.append("empty body piece") }
    next = offset + UInt64(bytes.count)
    let last = reading.bodies.count - 1
    guard last >= 0 else { return }
    reading.bodies[last].append(contentsOf: bytes.array(0..<bytes.count))
  }

  mutating func end(_ message: MailboxMessage, header: Span<UInt8>) {
    if !isOpen { reading.faults.append("end without headers") }
    isOpen = false
    reading.messages.append(message)
    let same = header.array(0..<header.count) == reading.headers[reading.headers.count - 1]
    if !same { reading.faults.append("header changed") }
    if next != message.bodyOffset + message.bodyLength { reading.faults.append("body length") }
  }
}

func sniff(_ bytes: [UInt8], _ file: MailFile = MailFile()) -> MailboxKind {
  MailboxKind.sniff(bytes.span, file: file)
}

func sniff(_ text: String, path: String = "") -> MailboxKind {
  sniff(Array(text.utf8), MailFile(path: path))
}

func read(
  _ bytes: [UInt8], as kind: MailboxKind? = nil, chunk: Int = .max, limits: Limits = Limits()
) -> Reading {
  let kind = kind ?? MailboxKind.sniff(bytes.span)
  var splitter = MailboxSplitter(kind: kind, limits: limits)
  var recorder = Recorder()
  var start = 0
  while start < bytes.count {
    let end = chunk < bytes.count - start ? start + chunk : bytes.count
    splitter.consume(bytes.span.extracting(start..<end), into: &recorder)
    start = end
  }
  splitter.finish(into: &recorder)
  recorder.reading.summary = splitter.summary
  if recorder.isOpen { recorder.reading.faults.append("message left open") }
  return recorder.reading
}

func read(
  _ text: String, as kind: MailboxKind? = nil, chunk: Int = .max, limits: Limits = Limits()
) -> Reading {
  read(Array(text.utf8), as: kind, chunk: chunk, limits: limits)
}

/// Places outside of the repository; tests that need them are skipped where they are absent.
enum Shared {
  static let root: String = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder.deletingLastPathComponent().appendingPathComponent("shared").path
  }()

  static var isThere: Bool { FileManager.default.fileExists(atPath: root + "/corpora/mail") }

  static func bytes(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: root + "/" + path).map { Array($0) }
  }

  static func files(below folder: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: root + "/" + folder)
    var found: [String] = []
    while let name = all?.nextObject() as? String {
      var isFolder: ObjCBool = false
      let path = root + "/" + folder + "/" + name
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
        found.append(folder + "/" + name)
      }
    }
    return found.sorted()
  }
}

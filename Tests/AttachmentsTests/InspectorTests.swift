import Attachments
import Evidence
import Foundation
import Support
import Testing

/// Makes zips by hand, so that they can lie.
struct ZipMaker {
  var bytes: [UInt8] = []
  var directory: [UInt8] = []
  var count = 0

  static func number(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  mutating func add(
    _ name: String, _ data: [UInt8], centralName: String? = nil, flags: Int = 0, method: Int = 0,
    size: Int? = nil
  ) {
    let offset = bytes.count
    let shared: [UInt8] =
      Self.number(flags, 2) + Self.number(method, 2) + [0, 0, 0, 0, 0, 0, 0, 0] + Self.number(data.count, 4)
      + Self.number(size ?? data.count, 4)
    bytes +=
      [0x50, 0x4B, 3, 4, 20, 0] + shared + Self.number(name.utf8.count, 2) + [0, 0] + Array(name.utf8) + data
    let other = centralName ?? name
    directory +=
      [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + shared + Self.number(other.utf8.count, 2) + [0, 0, 0, 0, 0, 0, 0, 0]
    directory += [0, 0, 0, 0] + Self.number(offset, 4) + Array(other.utf8)
    count += 1
  }

  func finished() -> [UInt8] {
    bytes + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + Self.number(count, 2) + Self.number(count, 2)
      + Self.number(directory.count, 4) + Self.number(bytes.count, 4) + [0, 0]
  }
}

@Suite struct InspectorTests {
  private func inspect(_ bytes: [UInt8], _ name: String = "a.bin", type: String = "application/octet-stream")
    -> [Assessment]
  {
    var limits = InspectionLimits()
    limits.childExecutable = Program.binary.path
    let inspector = Inspector(limits: limits)
    return inspector.inspect(
      Content(bytes), names: [Array(name.utf8)], rawName: Array(name.utf8), declaredType: type, digests: nil)
  }

  private let program =
    Array("MZ".utf8) + [UInt8](repeating: 0, count: 58) + [64, 0, 0, 0] + Array("PE\0\0".utf8)
    + [UInt8](repeating: 0, count: 200)

  @Test func `a program in a zip in a zip is found, with its way`() {
    var inner = ZipMaker()
    inner.add("b.exe", program)
    var outer = ZipMaker()
    outer.add("a.zip", inner.finished())
    outer.add("readme.txt", Array("hello".utf8))
    let found = inspect(outer.finished(), "x.zip")
    #expect(found.map(\.inside) == ["", "!a.zip", "!a.zip!b.exe", "!readme.txt"])
    #expect(found[0].reasons.contains(.nestedDangerous) && found[0].isDangerous)
    #expect(found[2].type == .pe && found[2].severity == .high)
    #expect(!found[3].isDangerous)
  }

  @Test func `names that differ between local header and directory are both given`() {
    var zip = ZipMaker()
    zip.add("safe.txt", program, centralName: "evil.exe")
    let found = inspect(zip.finished(), "x.zip")
    #expect(found[0].reasons.contains(.archiveConflict))
    #expect(found[1].names.map { String(decoding: $0, as: UTF8.self) } == ["evil.exe", "safe.txt"])
  }

  @Test func `members that only local headers have are found, and a second zip behind the first`() {
    var zip = ZipMaker()
    zip.add("seen.txt", Array("a".utf8))
    var hidden = ZipMaker()
    hidden.add("hidden.exe", program)
    let whole = hidden.finished() + zip.finished()
    let found = inspect(whole, "x.zip")
    #expect(found.contains { $0.inside == "!hidden.exe" })
    #expect(found[0].reasons.contains(.archiveConflict))
    let headless = Array(hidden.bytes)
    #expect(inspect(headless, "x.zip").contains { $0.inside == "!hidden.exe" && $0.type == .pe })
  }

  @Test func `encrypted members are named, with what their names tell`() {
    var zip = ZipMaker()
    zip.add("secret.exe", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], flags: 1)
    let found = inspect(zip.finished(), "x.zip")
    #expect(found[0].reasons.contains(.encryptedArchive))
    #expect(found[1].isUnread && found[1].digests == nil && found[1].reasons.contains(.blockedExtension))
    // Of a harmless name the archive is what counts.
    var other = ZipMaker()
    other.add("notes.txt", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], flags: 1)
    let quiet = inspect(other.finished(), "x.zip")
    #expect(quiet[0].isDangerous && !quiet[1].isDangerous)
  }

  @Test func `overlapping members are a bomb, and so is what states far more than it stores`() {
    var zip = ZipMaker()
    zip.add("a", [UInt8](repeating: 65, count: 100))
    var twice = zip
    twice.directory += zip.directory
    twice.count = 2
    #expect(inspect(twice.finished(), "x.zip")[0].reasons.contains(.archiveBomb))
    var stated = ZipMaker()
    stated.add("a", [3, 0], method: 8, size: 1 << 30)
    #expect(inspect(stated.finished(), "x.zip")[0].reasons.contains(.archiveBomb))
  }

  @Test func `depth is bounded`() {
    var bytes = program
    for level in 0..<20 {
      var zip = ZipMaker()
      zip.add("\(level).zip", bytes)
      bytes = zip.finished()
    }
    let found = inspect(bytes, "x.zip")
    #expect(found.count <= 10)
    #expect(found.contains { $0.reasons.contains(.uninspectable) })
  }

  @Test func `the three opinions are held against each other`() {
    #expect(inspect(program, "photo.png", type: "image/png")[0].reasons.contains(.typeMismatch))
    #expect(inspect(program, "photo.png", type: "image/png")[0].severity == .critical)
    #expect(!inspect(program, "setup.exe")[0].reasons.contains(.typeMismatch))
    let text = Array(
      "To run it, type powershell and then New-Object.\nThat is all there is to say about it.\n".utf8)
    #expect(inspect(text, "how-to.txt", type: "text/plain")[0].severity == .none)
    let script = Array("Set sh = CreateObject(\"WScript.Shell\")\r\nsh.Run \"calc\"\r\n".utf8)
    #expect(inspect(script, "x.dat")[0].reasons.contains(.script))
    let wide: [UInt8] = [0xFF, 0xFE] + script.flatMap { [$0, 0] }
    #expect(inspect(wide, "x.dat")[0].reasons.contains(.script))
  }

  @Test func `active content is told from plain`() {
    let smuggle = """
      <html><script>var b=atob("TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgAAAAA==");
      var u=new Uint8Array(b.length);var a=document.createElement('a');a.href=URL.createObjectURL(new Blob([u]));a.download='x.exe';a.click()</script></html>
      """
    #expect(inspect(Array(smuggle.utf8), "v.html", type: "text/html")[0].reasons.contains(.activeHTML))
    let page =
      "<html><head><title>News</title></head><body><a href=\"https://a.example\">more</a></body></html>"
    #expect(inspect(Array(page.utf8), "n.html", type: "text/html")[0].severity == .none)
    let newsletter =
      "<html><script src=\"https://a.example/x.js\"></script><body onload=\"go()\">hello</body></html>"
    #expect(inspect(Array(newsletter.utf8), "n.html", type: "text/html")[0].severity < .medium)
    let pdf =
      "%PDF-1.4\n1 0 obj <</Type/Catalog/OpenAction 2 0 R>> endobj\n2 0 obj <</S/J#61vaScript/JS(app.alert\\(1\\))>> endobj\n%%EOF"
    #expect(inspect(Array(pdf.utf8), "a.pdf")[0].reasons.contains(.activePDF))
    let plain = "%PDF-1.4\n1 0 obj <</Type/Catalog/OpenAction [3 0 R /Fit]>> endobj\n%%EOF"
    #expect(inspect(Array(plain.utf8), "a.pdf")[0].severity == .none)
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"
    #expect(inspect(Array(svg.utf8), "a.svg", type: "image/svg+xml")[0].isDangerous)
    let rtf = "{\\rtf1{\\object\\objupdate{\\*\\objdata d0cf11e0a1b11ae1000000000000000000000000}}}"
    #expect(inspect(Array(rtf.utf8), "a.rtf")[0].reasons.contains(.embeddedObject))
    let url = "[InternetShortcut]\r\nURL=file://198.51.100.1/share/x.exe\r\n"
    #expect(inspect(Array(url.utf8), "a.url")[0].reasons.contains(.shortcut))
    #expect(
      inspect(Array("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*".utf8), "a.com")[0]
        .type == .eicar)
  }

  @Test func `a winmail dat gives its files by their long names`() {
    func attribute(_ id: Int, _ data: [UInt8]) -> [UInt8] {
      [2] + ZipMaker.number(id, 4) + ZipMaker.number(data.count, 4) + data + [0, 0]
    }
    let long = Array("a long name.exe".utf8) + [0]
    let padded = long + [UInt8](repeating: 0, count: (4 - long.count % 4) % 4)
    let properties: [UInt8] =
      ZipMaker.number(1, 4) + ZipMaker.number(0x3707_001E, 4) + ZipMaker.number(1, 4)
      + ZipMaker.number(long.count, 4) + padded
    let tnef: [UInt8] =
      [0x78, 0x9F, 0x3E, 0x22, 1, 0] + attribute(0x0006_9002, [UInt8](repeating: 0, count: 14))
      + attribute(0x0001_8010, Array("ALONGN~1.EXE".utf8) + [0]) + attribute(0x0006_800F, program)
      + attribute(0x0006_9005, properties)
    let found = inspect(tnef, "winmail.dat", type: "application/ms-tnef")
    #expect(found[0].type == .tnef)
    #expect(
      found[1].names.map { String(decoding: $0, as: UTF8.self) } == ["a long name.exe", "ALONGN~1.EXE"])
    #expect(found[1].type == .pe)
  }

  @Test func `archives of other kinds are opened by the child, and its failure is no failure of the run`()
    throws
  {
    let folder = try FileManager.default.url(
      for: .itemReplacementDirectory, in: .userDomainMask, appropriateFor: URL(filePath: "/tmp"), create: true
    )
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(program).write(to: folder.appending(path: "b.exe"))
    for (name, command) in [("a.tar", "tar cf a.tar b.exe"), ("a.tar.gz", "tar czf a.tar.gz b.exe")] {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "cd '\(folder.path)' && \(command)"]
      try process.run()
      process.waitUntilExit()
      let found = inspect(Array(try Data(contentsOf: folder.appending(path: name))), name)
      #expect(
        found.contains { $0.inside.hasSuffix("!b.exe") && $0.type == .pe }, "\(name): \(found.map(\.inside))")
      #expect(found[0].isDangerous)
    }
    let broken = Array("Rar!".utf8) + [0x1A, 7, 1, 0] + [UInt8](repeating: 7, count: 500)
    let found = inspect(broken, "x.rar")
    #expect(found[0].reasons.contains(.uninspectable) || found[0].reasons.contains(.malformed))
  }

  @Test(arguments: ["definite", "indefinite", "segments", "compressed"])
  func `what an opaque S/MIME object carries is looked into`(form: String) throws {
    let entity =
      Array(
        "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=run.exe\n\n".utf8)
      + program
    func element(_ tag: UInt8, _ content: [UInt8], _ isIndefinite: Bool = false) -> [UInt8] {
      isIndefinite
        ? [tag, 0x80] + content + [0, 0]
        : [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }
    let root: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01]
    var octets = element(4, entity)
    var name = [6, 9] + root + [7, 2]
    var isIndefinite = false
    switch form {
    case "indefinite": isIndefinite = true
    case "segments":
      isIndefinite = true
      octets = element(0x24, element(4, Array(entity[..<50])) + element(4, Array(entity[50...])), true)
    case "compressed":
      name = [6, 11] + root + [9, 16, 1, 9]
      // zlib with one stored block.
      let length = UInt16(entity.count)
      let block = [1, UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF), UInt8(~length >> 8)]
      var low: UInt32 = 1
      var high: UInt32 = 0
      for byte in entity {
        low = (low + UInt32(byte)) % 65521
        high = (high + low) % 65521
      }
      let sum = high << 16 | low
      octets = element(
        4,
        [0x78, 1] + block + entity + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32($0))) })
    default: break
    }
    let carried = element(0x30, [6, 9] + root + [7, 1] + element(0xA0, octets, isIndefinite), isIndefinite)
    let body = element(0x30, [2, 1, 1] + element(0x31, [], isIndefinite) + carried, isIndefinite)
    let message = element(0x30, name + element(0xA0, body, isIndefinite), isIndefinite)
    let found = inspect(message, "smime.p7m", type: "application/pkcs7-mime")
    #expect(found[0].type == .smime)
    try #require(found.count == 2, "\(found[0].notes)")
    #expect(found[1].inside == "!run.exe" && found[1].type == .pe)
    #expect(found[1].digests?.sha256 == ContentDigests.of(program).sha256)
    #expect(found[0].isDangerous && !found[0].reasons.contains(.malformed))
    // Cut anywhere it ends, and what it says is no crash.
    for length in stride(from: 16, to: message.count, by: 7) { _ = inspect(Array(message[..<length])) }
  }

  @Test func `an encrypted S/MIME object is named as one that cannot be read`() {
    let root: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01]
    let long: [UInt8] = [6, 9] + root + [7, 3, 0xA0, 0x81, 200] + [UInt8](repeating: 0x30, count: 200)
    let read = inspect([0x30, 0x81, UInt8(long.count)] + long, "smime.p7m")
    #expect(read[0].type == .smime && read[0].reasons.contains(.uninspectable))
    #expect(read[0].notes == ["encrypted with S/MIME"])
  }

  @Test func `random damage of containers and documents is looked into to its end`() {
    var zip = ZipMaker()
    zip.add("[Content_Types].xml", Array("<Types/>".utf8))
    zip.add("word/document.xml", Array("<w:document/>".utf8))
    zip.add("b.exe", program)
    var compound = [UInt8](repeating: 0, count: 512 * 8)
    compound.replaceSubrange(0..<8, with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
    compound[30] = 9
    compound[32] = 6
    for place in 76..<512 { compound[place] = 0xFF }
    compound[76] = 0
    compound[77] = 0
    compound[78] = 0
    compound[79] = 0
    compound[48] = 1
    let seeds: [[UInt8]] = [
      zip.finished(), compound, [0x78, 0x9F, 0x3E, 0x22, 1, 0] + program,
      Array("%PDF-1.4 1 0 obj <</Filter/FlateDecode/Length 9>> stream\nxxxxxxxxx\nendstream".utf8),
      Array("{\\rtf1{\\*\\objdata 0105000002000000}}".utf8), Array("<html><script>atob('x')</script>".utf8),
      Array("BEGIN:VCALENDAR\nATTACH;ENCODING=BASE64:QUJD\n DEF\nEND:VCALENDAR".utf8),
    ]
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<600 {
      guard var bytes = seeds.randomElement(using: &generator) else { continue }
      for _ in 0..<Int.random(in: 1...12) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0...2) {
        case 0: bytes[place] = UInt8.random(in: 0...255)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...8)))
        default: bytes.insert(contentsOf: [0xFF, 0xFF, 0xFF, 0x7F], at: place)
        }
      }
      #expect(!inspect(bytes).isEmpty)
    }
  }

  @Test func `every trick of the corpus gives its names and bytes`() throws {
    let folder = Program.root.appending(path: "../shared/corpora/mail/mime-tricks")
    guard let truth = try? String(contentsOf: folder.appending(path: "truth.jsonl"), encoding: .utf8) else {
      print("skipped: \(folder.path) is not there")
      return
    }
    struct Trick: Decodable {
      struct Part: Decodable {
        var name: String?
        var sha256: String
      }
      var file: String
      var attachments: [Part]
    }
    struct Record: Decodable {
      struct File: Decodable {
        struct Hash: Decodable { var sha256: String? }
        var name: String?
        var hash: Hash?
      }
      var file: File?
    }
    for line in truth.split(separator: "\n") {
      let trick = try JSONDecoder().decode(Trick.self, from: Data(line.utf8))
      let outcome = try Program.shell(
        "$POSTMORTEM attachments -q '\(folder.appending(path: trick.file).path)'")
      let found = try outcome.output.split(separator: "\n").map {
        try JSONDecoder().decode(Record.self, from: Data($0.utf8))
      }
      for part in trick.attachments {
        #expect(
          found.contains { $0.file?.name == part.name && $0.file?.hash?.sha256 == part.sha256 },
          "\(trick.file)")
      }
    }
  }
}

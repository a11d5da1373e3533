import Attachments
import Testing

@Suite struct FileNameTests {
  private func name(_ text: String) -> FileName { FileName(Array(text.utf8)) }

  @Test func `the extension is the one that the system acts on`() {
    #expect(name("a.PDF").extensions == ["pdf"])
    #expect(name("invoice.pdf.exe").extensions == ["exe", "pdf"])
    #expect(name("evil.exe. . ").extensions.first == "exe")
    #expect(name("evil.exe::$DATA").extensions.first == "exe")
    #expect(name("C:\\temp\\evil.exe").extensions.first == "exe")
    #expect(name("evil\u{FF0E}exe").extensions.first == "exe")
    #expect(name("evil.e\u{200B}xe").extensions.first == "exe")
    #expect(name("evil.\u{435}x\u{435}").extensions.first == "exe")
    #expect(name("README").extensions.isEmpty)
    #expect(name("evil.exe\u{0}.txt").extensions.contains("exe"))
  }

  @Test func `what deceives is named, and honest names are left alone`() {
    for text in [
      "invoice\u{202E}fdp.exe", "a.pdf" + String(repeating: " ", count: 30) + ".exe", "evil.e\u{200B}xe",
      "evil.exe.",
      "x.{3050F4D8-98B5-11CF-BB82-00AA00BDCE0B}", "evil.exe::$DATA", "a\u{2800}.exe", "a\u{1}.txt",
    ] {
      #expect(name(text).isDisguised, "\(text.unicodeScalars.map(\.value))")
    }
    for text in [
      "Bericht 2024.pdf", "Übersicht (1).docx", "日本語.txt", "report.v2.final.xlsx", "photo 1 . jpg",
      "отчёт.pdf", "a-b_c.tar.gz",
      "L'été.odt",
    ] {
      #expect(!name(text).isDisguised, "\(text): \(name(text).notes)")
    }
    #expect(name("x.{3050F4D8-98B5-11CF-BB82-00AA00BDCE0B}").hasClassID)
  }

  @Test func `the block list knows what gateways block, and a user's word goes first`() {
    var list = BlockList()
    for word in ["exe", "scr", "pif", "vbs", "js", "lnk", "hta", "ps1", "jar", "msi", "url"] {
      #expect((list[word]?.severity ?? .none) == .high, "\(word)")
    }
    for word in ["docm", "iso", "img", "chm", "one", "xlsm"] {
      #expect((list[word]?.severity ?? .none) == .medium, "\(word)")
    }
    for word in ["pdf", "docx", "png", "ics", "html", "eml"] {
      #expect((list[word]?.severity ?? .none) <= .low, "\(word)")
    }
    list.allow(".EXE")
    list.block("foo")
    #expect(list["exe"] == nil)
    #expect(list["foo"]?.severity == .high)
  }

  @Test func `names of any bytes and lengths are read`() {
    for text in [
      String(repeating: ".", count: 100_000), String(repeating: "\u{202E}", count: 50_000), "", ".", "..",
      ":", "/",
    ] {
      _ = name(text)
    }
    _ = FileName([0xFF, 0xFE, 0x00, 0x2E, 0x65])
  }
}

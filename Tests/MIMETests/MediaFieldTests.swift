import Bytes
import MIME
import Testing

private func field(_ text: String) -> MediaField {
  let bytes = Array(text.utf8)
  return MediaField(bytes.span)
}

private func value(_ text: String, _ name: String) -> String? {
  field(text)[name].map { String(decoding: $0, as: UTF8.self) }
}

@Suite struct MediaFieldTests {
  @Test func `type and parameters are read, blanks and comments dropped`() {
    let it = field(" Text / Plain (a comment); charset = \"utf-8\" (more); Format=flowed")
    #expect(it.value == "text/plain")
    #expect(it["charset"].map { String(decoding: $0, as: UTF8.self) } == "utf-8")
    #expect(it["format"].map { String(decoding: $0, as: UTF8.self) } == "flowed")
    #expect(it.ambiguities == [])
  }

  @Test func `sections of RFC 2231 are joined in their order, encoded or not`() {
    #expect(value("a/b; name*1=\"l.e\"; name*0=evi; name*2=xe", "name") == "evil.exe")
    #expect(value("attachment; filename*0*=UTF-8''ev%69; filename*1=l.exe", "filename") == "evil.exe")
    #expect(value("attachment; filename*=iso-8859-1'de'%FCber.txt", "filename") == "über.txt")
    #expect(value("attachment; filename*=\"UTF-8''%E2%82%AC.pdf\"", "filename") == "€.pdf")
    #expect(field("a/b; name*0=a; name*2=b").ambiguities.contains(.missingSection))
  }

  @Test func `the extended form wins and both are kept`() {
    let it = field("attachment; filename=\"safe.txt\"; filename*=UTF-8''evil.exe")
    #expect(it["filename"].map { String(decoding: $0, as: UTF8.self) } == "evil.exe")
    #expect(it.all("filename").count == 2)
    #expect(it.ambiguities.contains(.plainAndExtended))
  }

  @Test func `repeated, unquoted and open values are read as mail programs read them`() {
    #expect(field("attachment; filename=a.txt; filename=b.exe").all("filename").count == 2)
    #expect(field("attachment; filename=a.txt; filename=b.exe").ambiguities.contains(.repeated))
    #expect(value("attachment; filename=my file.exe", "filename") == "my file.exe")
    #expect(value("attachment; filename=\"ev\\il.exe\"", "filename") == "evil.exe")
    #expect(value("attachment; filename=\"a.exe; size=3", "filename") == "a.exe")
    #expect(value("attachment; filename=\"a.exe\" size=3", "size") == "3")
    #expect(value("attachment; filename=a (1).pdf", "filename") == "a (1).pdf")
  }

  @Test func `encoded words inside parameters are decoded, of charsets with tables elsewhere, too`() {
    #expect(value("a/b; name=\"=?UTF-8?B?ZXZp?= =?UTF-8?B?bC5leGU=?=\"", "name") == "evil.exe")
    #expect(value("a/b; name==?utf-8?Q?=C3=BC.exe?=", "name") == "ü.exe")
    #expect(value("a/b; name=\"=?ISO-2022-JP?B?GyRCRnxLXBsoQi5leGU=?=\"", "name") == "日本.exe")
    #expect(value("a/b; name*=iso-2022-jp'ja'Dij%8aat.mp3", "name") == "Dij\u{FFFD}at.mp3")
    #expect(field("a/b; name=\"=?x-none?Q?a?=\"").ambiguities.contains(.unknownCharset))
  }

  @Test func `a header of a hundred thousand parameters is read to its bound`() {
    let many = "a/b" + String(repeating: "; p=1", count: 100_000)
    let it = field(many)
    #expect(it.parameters.count <= MediaField.maxParameters)
    #expect(it.ambiguities.contains(.tooMany))
    let open = field("a/b; name=" + String(repeating: "(", count: 50_000))
    #expect(open["name"] != nil)
  }
}

import Foundation
import Model
import Testing

@testable import Evidence

@Suite struct UTF16Tests {
  private func encoded(_ text: String, _ isBigEndian: Bool, mark: Bool = true) -> [UInt8] {
    var units = Array(text.utf16)
    if mark { units.insert(0xFEFF, at: 0) }
    return units.flatMap {
      isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
    }
  }

  private static let text = String(repeating: "2024-03-01 Grüße an 日本 und 😀: <a@b.example>\r\n", count: 2_000)

  @Test(arguments: [false, true])
  func `UTF-16 with its mark is read as UTF-8, compressed or not`(_ isBigEndian: Bool) {
    let place = Workplace()
    place.write("plain", encoded(Self.text, isBigEndian))
    let plain = read([place.path + "/plain"], limits: Limits(), step: 777)
    #expect((plain.contents.first == Array(Self.text.utf8)) as Bool)
    #expect(plain.oddities == [])
    guard place.run("gzip -c plain > packed") else { return }
    let packed = read([place.path + "/packed"], limits: Limits(), step: 70_000)
    #expect((packed.contents.first == Array(Self.text.utf8)) as Bool)
  }

  @Test func `half a character at the end is told, and half a pair is shown as such`() {
    let place = Workplace()
    var bytes = encoded("abcdefgh", false)
    bytes += [0x3D, 0xD8, 0x41, 0x00, 0x00, 0xDC, 0x3D, 0xD8]
    place.write("plain", bytes)
    let whole = read([place.path + "/plain"], limits: Limits(), step: 3)
    #expect((whole.contents.first == Array("abcdefgh\u{FFFD}A\u{FFFD}\u{FFFD}".utf8)) as Bool)
    #expect(whole.oddities == [])
    place.write("plain", bytes + [0x41])
    let cut = read([place.path + "/plain"], limits: Limits(), step: 3)
    #expect((cut.contents.first == Array("abcdefgh\u{FFFD}A\u{FFFD}\u{FFFD}".utf8)) as Bool)
    #expect(cut.oddities.map(\.kind) == [.truncated])
  }

  @Test func `bytes that only begin with a mark stay as they are`() {
    let place = Workplace()
    var state: UInt64 = 7
    let noise = (0..<500).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return UInt8(state >> 56) | 1
    }
    for bytes in [
      [0xFF, 0xFE] + noise, [0xFF, 0xFE], [0xFE, 0xFF, 0x41], encoded("plain text", false, mark: false),
    ] {
      place.write("plain", bytes)
      #expect(read([place.path + "/plain"], limits: Limits(), step: 100).contents.first == bytes)
    }
  }
}

import Bytes
import LogFormats
import Model
import Testing

/// Times in ids: numbers from LOG-FORMATS, from real servers of the lab, and shapes that must not pass.
struct ClockIDTests {
  private func read(
    _ text: String, _ decode: (Span<UInt8>, ByteRange) -> Timestamp?
  ) -> String? {
    let bytes = Array(text.utf8)
    guard let time = decode(bytes.span, ByteRange(0, bytes.count)) else { return nil }
    var buffer = ByteBuffer()
    buffer.append(rfc3339: time)
    return buffer.string
  }

  @Test func `a long Postfix queue id tells its microsecond`() {
    let time = read("3mPVKl0Mhjz7sXv", IDClock.postfixLong)
    #expect(time?.hasPrefix("2015-07-05T12:52:11.053") == true)
    #expect(read("4YM9Cw32DMzB6f9", IDClock.postfixLong)?.hasPrefix("2024-12-30T09:05:00.") == true)
    // The inode may hold no z, so the last z separates; seconds and microseconds may hold one.
    #expect(read("4YM9Czz000zB6f9", IDClock.postfixLong) == nil)
  }

  @Test(arguments: [
    "", "z", "374A4148471", "3mPVKl0Mhjz", "3mPVKl0Mhj7sXv", "3mPVKlaMhjz7sXv", "3mPVKl0Mhjz7sXe",
    "zzzzzzzzzzzzzzz",
    "000000000Zz7sXv", "4YM9Cw32DMzB6f94YM9Cw32DMB6f94YM9Cw", "3mPVKl\u{0}Mhjz7sXv",
  ])
  func `what is no long Postfix queue id has no time`(text: String) {
    #expect(read(text, IDClock.postfixLong) == nil)
  }

  @Test func `an Exim id tells its second in both lengths and both bases`() {
    #expect(read("1tSBdC-00000k-2Q", IDClock.exim) == "2024-12-30T09:00:10Z")
    #expect(read("1tSBdC-00000000abc-1Xyz", IDClock.exim) == "2024-12-30T09:00:10Z")
    // The same second in base 36.
    #expect(read("SPAUCA-0000AB-00", IDClock.exim) == read("1tSBdC-00000k-2Q", IDClock.exim))
    #expect(read("1tSBdC-00000k_2Q", IDClock.exim) == nil)
    #expect(read("1tSBdC-00000k-2", IDClock.exim) == nil)
    #expect(read("zzzzzz-zzzzzz-zz", IDClock.exim) == nil)
    #expect(read("message-partial1", IDClock.exim) == nil)
  }

  @Test func `a Sendmail queue id tells its second in UTC`() {
    #expect(read("4BUDQOMS000206", IDClock.sendmail) == "2024-12-30T13:26:24Z")
    #expect(read("5017xxsb000734", IDClock.sendmail) == "2025-01-01T07:59:59Z")
    #expect(read("jA3FDcQ24567", IDClock.sendmail) == "2005-11-03T15:13:38Z")
    #expect(read("221820LG031423", IDClock.sendmail) == "2022-03-01T08:02:00Z")
  }

  @Test(arguments: [
    "112C31481B7", "0F1B71480954", "A603C148611A00", "5D17xxsb000734", "50W7xxsb000734", "501Oxxsb000734",
    "5017xxsb00x734", "501yxxsb000734", "50170", "5017xxsb0007341234567",
  ])
  func `what is no Sendmail queue id has no time`(text: String) {
    #expect(read(text, IDClock.sendmail) == nil)
  }

  @Test func `server-made Message-IDs tell their time`() {
    #expect(
      read("20241230185959.5D1B7148095@mx1.alpha.test", IDClock.postfixMessageID) == "2024-12-30T18:59:59Z")
    #expect(read("20241330185959.5D1B7148095@mx1", IDClock.postfixMessageID) == nil)
    #expect(read("2024123018595.5D1B7148095@mx1", IDClock.postfixMessageID) == nil)
    #expect(
      read("202412301326.4BUDQOMS000206@mx.delta.test", IDClock.sendmailMessageID) == "2024-12-30T13:26:24Z")
    #expect(
      read("202412301327.4CUDQOMS000206@mx.delta.test", IDClock.sendmailMessageID) == "2024-12-30T13:27:00Z")
    #expect(read("20241230185959.5D1B7148095@mx1", IDClock.sendmailMessageID) == nil)
    #expect(read("20241230185959.<script>@mx1", IDClock.postfixMessageID) == nil)
  }

  @Test func `a Dovecot session is dated by the nearest of its periods`() throws {
    let text = Array("8f1qG3kqiYnGM2Sm".utf8)
    let range = ByteRange(0, text.count)
    let near = CivilTime(year: 2024, month: 12, day: 30, hour: 12).asUTC
    let found = IDClock.dovecot(text.span, range, near: near)
    let time = try #require(found)
    let logged = CivilTime(year: 2024, month: 12, day: 30, hour: 9, minute: 4, second: 59).asUTC
    #expect(abs(time.microseconds - logged.microseconds) < 5_000_000)
    let period: Int64 = 1 << 48
    let earlier = IDClock.dovecot(
      text.span, range, near: near.advanced(byMicroseconds: -period))
    #expect(earlier?.microseconds == time.microseconds - period)
    let extreme = IDClock.dovecot(text.span, range, near: Timestamp(microseconds: .max))
    #expect(extreme == nil || extreme!.microseconds > 0)
    let short = IDClock.dovecotSession(text.span, ByteRange(0, 15))
    #expect(short == nil)
  }

  @Test func `ranges outside of the text and random bytes never trap`() {
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let letters = Array("0123456789ABCDEFzZxyz-.@+/=".utf8)
    for _ in 0..<20_000 {
      let size = Int(next() % 40)
      let bytes = (0..<size).map { _ in
        next() % 8 == 0 ? UInt8(truncatingIfNeeded: next()) : letters[Int(next()) % letters.count]
      }
      let end = Int(next() % 44)
      for range in [ByteRange(0, size), ByteRange(0, end), .none] {
        _ = IDClock.postfixLong(bytes.span, range)
        _ = IDClock.exim(bytes.span, range)
        _ = IDClock.sendmail(bytes.span, range)
        _ = IDClock.postfixMessageID(bytes.span, range)
        _ = IDClock.sendmailMessageID(bytes.span, range)
        _ = IDClock.dovecotSession(bytes.span, range)
      }
    }
  }
}

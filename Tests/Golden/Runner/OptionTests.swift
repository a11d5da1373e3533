import Model
import Testing

@testable import postmortem

@Suite struct OptionTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1970-01-01T00:00:01Z", 1_000_000), ("1970-01-01 01:00:00+01:00", 0),
    ("1970-01-01t00:00:00.25z", 250_000), ("1969-12-31T23:30-0030", 0),
    ("2024-02-29T12:00", 1_709_208_000_000_000),
    ("2024-12-31T23:59:59.9999999Z", 1_735_689_599_999_999),
  ])
  func `a time is read as RFC 3339 or a date, UTC where it names no offset`(
    _ text: String, _ micros: Int64
  ) {
    #expect(TimeBound(argument: text)?.time == Timestamp(microseconds: micros))
  }

  @Test(arguments: [
    "", "2024", "2024-13-01", "2023-02-29", "2024-01-01T", "2024-01-01T25:00Z", "2024-01-01T10:00Zx",
    "2024-01-01T10:00+1", "2024-01-01T10:00:00.Z", "2024-01-01x10:00", "24-01-01", "２０２４-01-01",
    "2024-01-01T10:00+01:60",
  ])
  func `what is no time is refused`(_ text: String) {
    #expect(TimeBound(argument: text) == nil)
  }

  @Test func `zones and hosts are split at the first equals sign`() {
    #expect(ZoneOption(argument: "Europe/Berlin")?.zone == "Europe/Berlin")
    #expect(ZoneOption(argument: "mx1=+01:00")?.host == "mx1")
    #expect(ZoneOption(argument: "mx1=") == nil)
    #expect(ZoneOption(argument: "=Z") == nil)
    #expect(HostOption(argument: "a=b=c")?.path == "b=c")
    #expect(HostOption(argument: "a")?.path == nil)
    #expect(HostOption(argument: "a")?.name == "a")
    #expect(HostOption(argument: "a=") == nil)
    #expect(HostOption(argument: "") == nil)
  }

  @Test func `the span of time is half open, and what has no time lies outside`() throws {
    let options = try InputOptions.parse(["--from", "2024-01-01", "--to", "2024-01-02", "x"])
    let day = TimeBound(argument: "2024-01-01")!.time
    #expect(options.covers(day))
    #expect(!options.covers(day.advanced(byMicroseconds: -1)))
    #expect(options.covers(day.advanced(byMicroseconds: 86_400_000_000 - 1)))
    #expect(!options.covers(day.advanced(byMicroseconds: 86_400_000_000)))
    #expect(!options.covers(.unknown))
    #expect(try InputOptions.parse(["x"]).covers(.unknown))
  }

  @Test(arguments: [
    ["--from", "2024-01-02", "--to", "2024-01-02", "x"], ["--jobs", "0", "x"], ["-", "-"],
    ["--year", "99", "x"], ["--max-line-bytes", "1", "x"],
  ])
  func `impossible inputs are refused`(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try InputOptions.parse(arguments) }
  }

  @Test func `progress tells bytes, rate and time left`() {
    #expect(
      ProgressLine.text(done: 1 << 30, total: 3 << 30, elapsed: .seconds(2))
        == "1.0 GiB of 3.0 GiB, 512 MiB/s, 5 s left")
    #expect(ProgressLine.text(done: 0, total: nil, elapsed: .zero) == "0 B, 0 B/s")
    #expect(
      ProgressLine.text(done: 1 << 20, total: 1 << 40, elapsed: .seconds(1)).hasSuffix("h 16 min left"))
  }
}

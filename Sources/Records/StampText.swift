public import Bytes
public import Model

/// A time and its text in JSON, with the quote behind it. What has the day of the one before is written from the hour on.
@usableFromInline
struct StampText: ~Copyable, Sendable {
  @usableFromInline private(set) var time = Timestamp.unknown
  @usableFromInline private(set) var text = ByteBuffer(capacity: 64)
  /// Begin of the day that the text's first `dateSize` bytes tell, microseconds.
  private var day = Int64.max
  private var dateSize = 0

  @usableFromInline init() {
    // As many as are copied at once.
    for _ in 0..<4 { text.append(word: 0, 8) }
    text.removeAll()
  }

  mutating func set(_ time: Timestamp) {
    var sinceMidnight = time.microseconds &- day
    if sinceMidnight < 0 || sinceMidnight >= 86_400_000_000 {
      setDay(time)
      sinceMidnight = time.microseconds &- day
    }
    text.truncate(to: dateSize)
    text.append(timeOfDay: sinceMidnight)
    // `Z"`
    text.append(word: 0x225A, 2)
    self.time = time
  }

  private mutating func setDay(_ time: Timestamp) {
    let number = time.seconds / 86_400 &- (time.seconds % 86_400 < 0 ? 1 : 0)
    day = number &* 86_400_000_000
    text.removeAll()
    text.append(rfc3339: Timestamp(microseconds: day))
    // Up to the `T`.
    dateSize = text.count - 9
  }
}

import Bytes
import Records

/// One line on standard error that says how far the run is: bytes, rate, time left. Redrawn at most five times a
/// second, wiped at the end. Feed it from one thread.
struct ProgressLine: ~Copyable {
  private let isShown: Bool
  /// Stored bytes that will be read in all; nil where that is not known.
  private var total: UInt64? = 0
  private let began = ContinuousClock.now
  private var drawn = ContinuousClock.now
  private var done: UInt64 = 0
  private var isOnScreen = false

  init(isShown: Bool) { self.isShown = isShown }

  /// So many more stored bytes will be read; nil where it is not known how many, as of a pipe.
  mutating func expect(_ bytes: UInt64?) {
    total = bytes.flatMap { more in total.map { $0 &+ more } }
  }

  /// So many more stored bytes have been read.
  mutating func advance(by bytes: UInt64) {
    done &+= bytes
    guard isShown else { return }
    let now = ContinuousClock.now
    if now - drawn < .milliseconds(200) { return }
    drawn = now
    var line = ByteBuffer(capacity: 128)
    line.append("\r")
    // A file that grows meanwhile is longer than it was.
    let total = total.flatMap { $0 > 0 ? max($0, done) : nil }
    line.append(ProgressLine.text(done: done, total: total, elapsed: now - began))
    line.append("\u{1B}[K")
    ProgressLine.put(&line)
    isOnScreen = true
  }

  /// Takes the line off the screen; call before anything else is written to standard error.
  mutating func wipe() {
    guard isOnScreen else { return }
    var line = ByteBuffer(capacity: 64)
    line.append("\r\u{1B}[K")
    ProgressLine.put(&line)
    isOnScreen = false
  }

  /// `1.2 GiB of 3.4 GiB, 850 MiB/s, 3 s left`
  static func text(done: UInt64, total: UInt64?, elapsed: Duration) -> String {
    let micros =
      elapsed.components.seconds * 1_000_000 + elapsed.components.attoseconds / 1_000_000_000_000
    let rate = Double(done) / (Double(Swift.max(micros, 1)) / 1_000_000)
    var text = size(Double(done))
    if let total { text += " of \(size(Double(total)))" }
    text += ", \(size(rate))/s"
    if let total, total > done, rate > 0 {
      let left = UInt64(Double(total - done) / rate) + 1
      if left < 60 {
        text += ", \(left) s left"
      } else if left < 3_600 {
        text += ", \(left / 60) min \(left % 60) s left"
      } else {
        text += ", \(left / 3_600) h \(left % 3_600 / 60) min left"
      }
    }
    return text
  }

  /// Bytes with a binary unit, one decimal below ten.
  private static func size(_ bytes: Double) -> String {
    var value = bytes
    var unit = 0
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let tenths = UInt64(value * 10)
    return unit > 0 && tenths < 100
      ? "\(tenths / 10).\(tenths % 10) \(units[unit])" : "\(tenths / 10) \(units[unit])"
  }

  private static func put(_ line: inout ByteBuffer) {
    // A terminal that takes nothing is no reason to stop.
    _ = line.write(to: 2, from: 0)
  }
}

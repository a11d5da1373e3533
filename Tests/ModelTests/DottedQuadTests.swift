import Bytes
import Model
import Support
import Testing

/// Four decimal parts, byte by byte: what the product does with words must say the same.
private func plain(_ text: String) -> UInt32? {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count == 4 else { return nil }
  var value: UInt32 = 0
  for part in parts {
    guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = UInt32(part), number <= 255
    else { return nil }
    value = value << 8 | number
  }
  return value
}

@Suite struct DottedQuadTests {
  private func read(_ text: String, before: String, after: String) -> IPAddress? {
    let bytes = Array((before + text + after).utf8)
    let start = before.utf8.count
    return IPAddress(bytes.span, ByteRange(start, start + text.utf8.count))
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `a dotted quad is read as byte by byte, whatever stands around it`(seed: UInt64) {
    var numbers = SeededNumbers(state: seed)
    let around = ["", ".", "1", "25", "x", "]:25", " 10.0.0.1, and more text behind"]
    for _ in 0..<20_000 {
      var text = (0..<4).map { _ in
        // Mostly sound parts, and those at the borders.
        let kind = Int.random(in: 0..<12, using: &numbers)
        return switch kind {
        case 0: "256"
        case 1: ""
        case 2: "0255"
        case 3: "007"
        default: "\(Int.random(in: 0...255, using: &numbers))"
        }
      }.joined(separator: ".")
      if Int.random(in: 0..<4, using: &numbers) == 0, !text.isEmpty {
        // One byte is another.
        var bytes = Array(text.utf8)
        let other: [UInt8] = [46, 47, 48, 57, 58, 37, 65, 0, 174, 176]
        bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = other.randomElement(using: &numbers)!
        if bytes.contains(where: { $0 == 58 || $0 == 37 || $0 >= 128 }) { continue }
        text = String(decoding: bytes, as: UTF8.self)
      }
      let found = read(
        text, before: around.randomElement(using: &numbers)!, after: around.randomElement(using: &numbers)!)
      #expect(found == plain(text).map { IPAddress(ipv4: $0) }, "\(text)")
    }
  }

  @Test func `bytes above ASCII are no digits`() {
    for byte in UInt8(128)...255 {
      let bytes: [UInt8] = [49, 46, 50, 46, 51, 46, byte, 48]
      #expect(IPAddress(bytes.span, ByteRange(0, 7)) == nil)
    }
  }
}

import Bytes
import Model
import Testing

@Test func `addresses are read and written in their canonical form`() {
  let cases = [
    ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("::1", "::1"), ("::", "::"),
    ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("IPv6:2001:db8::1", "2001:db8::1"),
    ("fe80::1%3", "fe80::1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1::", "1::"),
    ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
  ]
  for (text, canonical) in cases {
    #expect(IPAddress(text)?.description == canonical, "\(text)")
  }
  for bad in [
    "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.x", ":::", "1:2", "1::2::3", "12345::", "g::", "1:",
    "1.2.3.4:25", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:1.2.3.4",
  ] {
    #expect(IPAddress(bad) == nil, "\(bad)")
  }
}

@Test func `civil time and timestamps agree over four centuries`() {
  var days: Int64 = -150_000
  while days < 150_000 {
    let timestamp = Timestamp(microseconds: days * 86_400_000_000 + 3_723_000_004)
    let civil = CivilTime(utc: timestamp)
    #expect(civil.isValid)
    #expect(civil.asUTC == timestamp)
    days += 97
  }
  var buffer = ByteBuffer()
  buffer.append(rfc3339: Timestamp(seconds: 1_735_689_599))
  let text = buffer.string
  #expect(text == "2024-12-31T23:59:59Z")
}

@Test func `a bounded table agrees with a dictionary and refuses beyond its capacity`() {
  var table = BoundedTable<Int>(capacity: 300)
  var oracle: [UInt64: Int] = [:]
  var state: UInt64 = 42
  for step in 0..<20_000 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let key = (state >> 33) % 500
    if state >> 62 == 0 {
      let removed = table.remove(key)
      #expect(removed == oracle.removeValue(forKey: key))
    } else if oracle[key] != nil || oracle.count < 300 {
      let inserted = table.insert(step, for: key)
      #expect(inserted)
      oracle[key] = step
    } else {
      let inserted = table.insert(step, for: key)
      #expect(!inserted)
    }
    #expect(table[key] == oracle[key])
  }
  #expect(table.count == oracle.count)
}

@Test func `a time of day is written for every second, with its fraction where it has one`() {
  func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
  var buffer = ByteBuffer(capacity: 64)
  for second in 0..<86_400 {
    let fraction = second % 7 == 0 ? (second * 11) % 1_000_000 : 0
    buffer.removeAll()
    buffer.append(timeOfDay: Int64(second) * 1_000_000 + Int64(fraction))
    let digits = String(fraction)
    let wanted =
      "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
      + (fraction == 0 ? "" : "." + String(repeating: "0", count: 6 - digits.count) + digits)
    if buffer.string != wanted {
      #expect(buffer.string == wanted)
      return
    }
  }
}

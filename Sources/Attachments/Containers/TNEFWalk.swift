import Bytes

/// Files in a winmail.dat.
///
/// Check sums are often wrong and are not looked at.
///
/// - Source: [MS-OXTNEF] §2.1.3, §2.1.3.4.
enum TNEFWalk {
  static func walk(
    _ content: Content, _ budget: InspectionBudget, into inspection: inout Inspection,
    _ visit: (Member) -> Bool
  ) {
    let bytes = content.bytes.span
    if !content.isWhole {
      inspection.cannotInspect("larger than what is held of an attachment: looked at in part")
    }
    var place = 6
    var title: [UInt8] = []
    var long: [UInt8] = []
    var data: Range<Int>?
    func give() -> Bool {
      defer {
        title = []
        long = []
        data = nil
      }
      guard let range = data, budget.membersLeft > 0 else { return budget.membersLeft > 0 }
      budget.membersLeft -= 1
      budget.bytesLeft -= min(budget.bytesLeft, UInt64(range.count))
      var member = Member(
        name: long.isEmpty ? title : long, content: Content(bytes.array(range)))
      if !long.isEmpty, !title.isEmpty, title != long { member.otherName = title }
      return visit(member)
    }
    while place + 9 <= bytes.count {
      let id = FileType.number32(bytes, place + 1)
      let size = FileType.number32(bytes, place + 5)
      let start = place + 9
      guard size >= 0 else { break }
      let end = start + size
      if end > bytes.count {
        inspection.note(.malformed, "it ends inside one of its parts")
      }
      let range = start..<min(end, bytes.count)
      switch id {
      case 0x0006_9002: if !give() { return }
      case 0x0001_8010: title = text(bytes, range)
      case 0x0006_800F: data = range
      case 0x0006_9005: properties(bytes, range, &long, &data)
      default: break
      }
      place = end + 2
    }
    _ = give()
  }

  private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    bytes.array(range).filter { $0 != 0 }
  }

  /// MAPI properties of an attachment: its long name, and an object's data.
  private static func properties(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ name: inout [UInt8], _ data: inout Range<Int>?
  ) {
    var place = range.lowerBound + 4
    let count = FileType.number32(bytes, range.lowerBound)
    guard count > 0 else { return }
    for _ in 0..<min(count, 2000) {
      guard place + 4 <= range.upperBound else { return }
      let type = FileType.number16(bytes, place)
      let id = FileType.number16(bytes, place + 2)
      place += 4
      if id >= 0x8000 {
        let kind = FileType.number32(bytes, place + 16)
        place += 20
        if kind == 0 {
          place += 4
        } else {
          let size = FileType.number32(bytes, place)
          guard size >= 0, size < 1 << 16 else { return }
          place += 4 + (size + 3) & ~3
        }
      }
      var values = 1
      let base = type & 0xFFF
      let isVariable = base == 0x1E || base == 0x1F || base == 0x102 || base == 0xD
      if type & 0x1000 != 0 || isVariable {
        values = FileType.number32(bytes, place)
        place += 4
        guard values >= 0, values < 10_000 else { return }
      }
      for _ in 0..<values {
        guard place <= range.upperBound else { return }
        guard isVariable else {
          place += [5: 8, 6: 8, 7: 8, 0x14: 8, 0x40: 8, 0x48: 16][base] ?? 4
          continue
        }
        let size = FileType.number32(bytes, place)
        place += 4
        guard size >= 0, place + size <= range.upperBound else { return }
        let value = place..<(place + size)
        if id == 0x3707 {
          name = base == 0x1F ? CompoundWalk.utf16(bytes.array(value)) : text(bytes, value)
        } else if id == 0x3701, size > 16 {
          // Of an object the interface's id stands before its bytes.
          data = base == 0xD ? (value.lowerBound + 16)..<value.upperBound : value
        }
        place += (size + 3) & ~3
      }
    }
  }
}

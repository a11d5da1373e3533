import Bytes
import Evidence

/// S/MIME objects: what a signed or compressed one carries, and that an encrypted one cannot be read.
///
/// A client shows the parts inside an opaque signed message as if they stood in the mail itself. Signatures are not
/// verified: whether they are right changes nothing about what can do harm.
///
/// - Source: RFC 5652 §3, §5.1, §6.1 (ContentInfo, SignedData, EnvelopedData), RFC 3274 §1.1 (CompressedData), RFC 5083
///   §2.1 (AuthEnvelopedData), X.690 §8 (BER, indefinite lengths and constructed strings).
enum SignedContent {
  private enum Kind { case signed, compressed, encrypted }

  /// The MIME entity that `content` carries; nil where there is none that can be read: then `inspection` says why.
  static func entity(
    _ content: Content, _ budget: InspectionBudget, into inspection: inout Inspection
  ) -> Content? {
    let bytes = content.bytes.span
    guard !bytes.isEmpty, bytes[0] == 0x30 else {
      inspection.cannotInspect("an S/MIME object as text (PEM): not opened")
      return nil
    }
    var place = 0
    guard let outer = Element(bytes, &place, end: bytes.count) else { return nil }
    var at = outer.start
    guard let name = Element(bytes, &at, end: outer.end), name.tag == 6, let kind = kind(bytes, name) else {
      inspection.note("an S/MIME object of an unusual kind")
      return nil
    }
    if kind == .encrypted {
      inspection.cannotInspect("encrypted with S/MIME")
      return nil
    }
    // [0] { SEQUENCE { version, algorithms, { type, [0] { OCTET STRING }}, ...
    guard let wrapper = Element(bytes, &at, end: outer.end), wrapper.tag == 0xA0 else { return nil }
    at = wrapper.start
    guard let body = Element(bytes, &at, end: wrapper.end), body.tag == 0x30 else { return nil }
    at = body.start
    for _ in 0..<2 { guard skip(bytes, &at, end: body.end, depth: 0) else { return nil } }
    guard let inner = Element(bytes, &at, end: body.end), inner.tag == 0x30 else { return nil }
    at = inner.start
    guard skip(bytes, &at, end: inner.end, depth: 0) else { return nil }
    guard let explicit = Element(bytes, &at, end: inner.end), explicit.tag == 0xA0 else {
      inspection.note("a detached S/MIME signature")
      return nil
    }
    inspection.note(kind == .signed ? "signed with S/MIME (not verified)" : "compressed with S/MIME")
    at = explicit.start
    var octets: [UInt8] = []
    let isWhole = collect(bytes, &at, end: explicit.end, into: &octets, depth: 0)
    if !isWhole || !content.isWhole {
      inspection.cannotInspect("it ends within what it carries: looked at in part")
    }
    if kind == .compressed {
      let most = Int(min(UInt64(budget.limits.heldBytes), budget.bytesLeft))
      let decoded = Decompression.decode(octets, .zlib, limit: most)
      if let fault = decoded.fault { inspection.note(.malformed, fault) }
      budget.noteBomb(
        decoded: UInt64(decoded.bytes.count), packed: UInt64(octets.count), in: &inspection)
      octets = decoded.bytes
    }
    guard !octets.isEmpty, budget.bytesLeft > 0 else { return nil }
    budget.bytesLeft -= min(budget.bytesLeft, UInt64(octets.count))
    return Content(octets)
  }

  /// 1.2.840.113549.1: what the identifiers of all such objects begin with.
  static let root: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01]

  /// Object identifiers below `root`: `.7.n` and `.9.16.1.n`.
  private static func kind(_ bytes: Span<UInt8>, _ name: Element) -> Kind? {
    guard FileType.has(bytes, root, at: name.start) else { return nil }
    let rest = (name.start + root.count)..<name.end
    switch rest.count {
    case 2 where bytes[rest.lowerBound] == 7:
      switch bytes[rest.lowerBound + 1] {
      case 2: return .signed
      case 3, 4, 6: return .encrypted
      default: return nil
      }
    case 4 where FileType.has(bytes, [9, 16, 1], at: rest.lowerBound):
      switch bytes[rest.lowerBound + 3] {
      case 9: return .compressed
      case 23: return .encrypted
      default: return nil
      }
    default: return nil
    }
  }

  /// Tag and content of one element. One of indefinite length ends, as far as this tells, with what holds it; so does one
  /// that says it is longer than that.
  private struct Element {
    var tag: UInt8
    var start: Int
    var end: Int
    var isIndefinite = false
    var isCut = false

    /// Leaves `place` behind the element, or at the content of one of indefinite length. Nil where there is none.
    init?(_ bytes: Span<UInt8>, _ place: inout Int, end: Int) {
      guard place + 2 <= end, bytes[place] & 0x1F != 0x1F else { return nil }
      tag = bytes[place]
      let first = Int(bytes[place + 1])
      place += 2
      start = place
      self.end = end
      if first == 0x80 {
        isIndefinite = true
        return
      }
      var length = first
      if first > 0x80 {
        let count = first - 0x80
        guard count <= 4, place + count <= end else { return nil }
        length = 0
        for _ in 0..<count {
          length = length << 8 | Int(bytes[place])
          place += 1
        }
        start = place
      }
      isCut = length > end - start
      self.end = isCut ? end : start + length
      place = self.end
    }
  }

  private static let depthLimit = 16

  /// Passes over one element. False where it has no end.
  private static func skip(_ bytes: Span<UInt8>, _ place: inout Int, end: Int, depth: Int) -> Bool {
    guard depth < depthLimit, let element = Element(bytes, &place, end: end) else { return false }
    guard element.isIndefinite else { return !element.isCut }
    while place + 2 <= end {
      if bytes[place] == 0, bytes[place + 1] == 0 {
        place += 2
        return true
      }
      guard skip(bytes, &place, end: end, depth: depth + 1) else { return false }
    }
    return false
  }

  /// Appends the octets of the string at `place`, of all its segments where it is made of some. False where it is cut.
  private static func collect(
    _ bytes: Span<UInt8>, _ place: inout Int, end: Int, into octets: inout [UInt8], depth: Int
  ) -> Bool {
    guard depth < depthLimit, let element = Element(bytes, &place, end: end) else { return false }
    if element.tag == 0x04 {
      octets.append(bytes.extracting(element.start..<element.end))
      return !element.isCut
    }
    guard element.tag == 0x24 else { return true }
    place = element.start
    while place < element.end {
      if element.isIndefinite, place + 2 <= end, bytes[place] == 0, bytes[place + 1] == 0 {
        place += 2
        return true
      }
      guard collect(bytes, &place, end: element.end, into: &octets, depth: depth + 1) else { return false }
    }
    return !element.isIndefinite && !element.isCut
  }
}

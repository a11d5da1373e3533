import Bytes
import Model

/// What tells findings of one rule and start apart.
///
/// Made of what their own evidence says, texts and addresses, and never of the numbers under which a run keeps hosts and names:
/// those change as soon as other evidence is read beside it, and what a finding is called must not.
enum FindingKey {
  static func of(_ text: String, _ salt: UInt64) -> UInt64 {
    let bytes = Array(text.utf8)
    return bytes.span.hash(ByteRange(0, bytes.count), seed: salt)
  }

  /// Gives findings that nothing tells apart keys of their own, in the order in which they stand.
  static func number(_ findings: inout [Finding]) {
    var first = 0
    for place in findings.indices.dropFirst() {
      let isEqual =
        findings[place].start == findings[first].start && findings[place].rule == findings[first].rule
        && findings[place].key == findings[first].key
      if isEqual {
        findings[place].key = Hashing.mix(findings[place].key ^ UInt64(place - first), 0x2D35_8DCC_AA6C_78A5)
      } else {
        first = place
      }
    }
  }
}

extension Judgement {
  /// The key of a text that detectors keep by number.
  func key(ofSymbol number: Int32, _ salt: UInt64) -> UInt64 {
    FindingKey.of(symbols.name(number) ?? "", salt)
  }

  /// The key of a host: of its name as logged, since how it is called here depends on who else is called so.
  func key(ofHost number: Int32, _ salt: UInt64) -> UInt64 {
    let place = Int(number)
    let logged = place >= 0 && place < loggedNames.count ? loggedNames[place] : ""
    return FindingKey.of(logged.isEmpty ? host(number) ?? "" : logged, salt)
  }
}

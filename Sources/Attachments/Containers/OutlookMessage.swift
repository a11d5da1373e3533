import Bytes

/// An Outlook message file, `.msg`: its header fields and its attachments.
///
/// - Source: [MS-OXMSG] §2.2.3, §2.4; property numbers of [MS-OXPROPS].
public struct OutlookMessage {
  /// The header that the message came with; empty for one that was never sent by SMTP.
  public private(set) var header: [UInt8] = []
  public private(set) var subject: [UInt8] = []
  /// Message-ID, with angle brackets where stored so.
  public private(set) var messageID: [UInt8] = []
  public private(set) var senderAddress: [UInt8] = []

  /// Nil where `bytes` are no compound file.
  public init?(_ bytes: [UInt8]) {
    guard let file = CompoundFile(bytes) else { return nil }
    for entry in file.entries where entry.isStream && !entry.path.contains("/") {
      let name = entry.name.uppercased()
      guard name.hasPrefix("__SUBSTG1.0_"), name.utf8.count >= 20 else { continue }
      let property = name.dropFirst(12).prefix(4)
      guard ["007D", "0037", "1035", "5D01", "0C1F"].contains(property) else { continue }
      let stored = file.stream(entry, limit: 1 << 20)
      let text = name.hasSuffix("001F") ? CompoundWalk.utf16(stored) : stored.filter { $0 != 0 }
      switch property {
      case "007D": header = text
      case "0037": subject = text
      case "1035": messageID = text
      case "5D01": senderAddress = text
      default: if senderAddress.isEmpty, text.contains(UInt8(ascii: "@")) { senderAddress = text }
      }
    }
  }
}

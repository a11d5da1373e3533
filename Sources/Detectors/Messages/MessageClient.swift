import Bytes
import Correlation
import Model

/// Who gave a message to the host that took it first: read once for all detectors.
struct MessageClient: Sendable {
  /// Nil where it is not known.
  let address: IPAddress?
  /// A public address that gave no identity.
  let isStranger: Bool
  /// Of a stranger whether its name and the sender's belong to one organisation; else false.
  let sendsAsItself: Bool

  init(_ message: borrowing MessageView) {
    let first = message.first
    address = IPAddress(message.allText, first.clientIP.range)
    isStranger =
      first.flags.contains(.network) && first.user.isNone && address.map { !$0.isPrivate } ?? false
    sendsAsItself = isStranger && MessageClient.sendsAsItself(message.allText, first)
  }

  /// Whether the sender's domain and the client's name, which the server looked up, belong to one organisation.
  static func sendsAsItself(_ text: Span<UInt8>, _ hop: HopRecord) -> Bool {
    guard !hop.sender.isNone, !hop.clientDomain.isNone,
      let at = text.findLast(.ascii("@"), from: hop.sender.range.lower, to: hop.sender.range.upper)
    else { return false }
    return HostName.isSameOrganisation(
      text, ByteRange(at + 1, hop.sender.range.upper), text, hop.clientDomain.range)
  }
}

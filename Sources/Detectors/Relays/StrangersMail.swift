import Bytes
import Correlation
import Model

/// A message that a host took from a public address that gave no identity, and where it went from there: read once for all
/// who ask.
struct StrangersMail: Sendable {
  /// What became of one recipient at another server.
  struct Passed: Sendable {
    /// What the client asked for; -1 where that names no domain.
    var domain: Int32
    var isHidden: Bool
    /// The server that it was given to, or offered.
    var relay: IPAddress
    /// The server took it.
    var isSent: Bool
    /// A session that names no message delivered it: matched by sender and recipients.
    var isInferred: Bool
    /// The recipient was logged.
    var hasRecipient: Bool
    /// It left for a domain that is known, by a public server that is not the client: mail that goes back to where it came
    /// from is a loop.
    var leaves: Bool
  }

  private(set) var client = IPAddress(ipv4: 0)
  /// Whether its name and the sender's belong to one organisation.
  private(set) var sendsAsItself = false
  private(set) var passed: [Passed] = []

  /// Reads a message that `client` gave; false where that is no stranger.
  mutating func read(
    _ message: borrowing MessageView, from giver: MessageClient, _ symbols: inout Symbols
  ) -> Bool {
    guard giver.isStranger, let client = giver.address else { return false }
    self.client = client
    sendsAsItself = giver.sendsAsItself
    let text = message.allText
    var found: [Passed] = []
    swap(&found, &passed)
    found.removeAll(keepingCapacity: true)
    message.forEachDelivery { _, delivery in
      guard delivery.isFinal, !delivery.relayIP.isNone, let relay = IPAddress(text, delivery.relayIP.range)
      else { return }
      let isSent = delivery.status == .sent
      let hasRecipient = !delivery.recipient.isNone
      let isAbroad = !relay.isPrivate && relay != client
      // What stays inside, or comes back, and was not taken, nobody asks about.
      guard isSent && hasRecipient || isAbroad else { return }
      // What the client asked for, not what an alias made of it.
      let asked = delivery.originalRecipient.isNone ? delivery.recipient : delivery.originalRecipient
      let target = RelayTarget.symbol(text, asked, &symbols)
      found.append(
        Passed(
          domain: target.domain, isHidden: target.isHidden, relay: relay, isSent: isSent,
          isInferred: delivery.flags.contains(.inferred), hasRecipient: hasRecipient,
          leaves: isAbroad && target.domain >= 0))
    }
    swap(&found, &passed)
    return true
  }
}

import Bytes
import Detectors
import MIME
import MailAuthentication

extension SenderClaims {
  /// Reads them from a header block that was parsed from `bytes`.
  init(_ block: borrowing HeaderBlock, _ bytes: Span<UInt8>, _ signatures: [AuthenticationResult]) {
    self.init()
    var value = ByteBuffer(capacity: 512)
    var found: [MailAddress] = []
    for field in block.fields {
      switch field.name {
      case .from where fromDomain.isEmpty, .replyTo where replyToDomain.isEmpty:
        field.unfold(of: bytes, into: &value)
        found.removeAll(keepingCapacity: true)
        AddressField.parse(value.span, ByteRange(0, value.count), into: &found)
        guard let address = found.first(where: { !$0.address.isNone && !$0.address.isEmpty }) else {
          continue
        }
        var clean = ByteBuffer(capacity: 64)
        AddressField.appendAddress(address, of: value.span, into: &clean)
        if field.name == .from {
          fromDomain = SenderClaims.domain(clean.span)
          var name = ByteBuffer(capacity: 64)
          AddressField.appendName(address, of: value.span, into: &name)
          shownDomain = SenderClaims.domainWithin(name.span)
        } else {
          replyToDomain = SenderClaims.domain(clean.span)
        }
      case .messageID where messageIDDomain.isEmpty:
        field.unfold(of: bytes, into: &value)
        let id = MessageIDField.parse(value.span, ByteRange(0, value.count))
        if !id.isNone { messageIDDomain = SenderClaims.domain(value.span.extracting(id.range)) }
      case .listID: isList = true
      case .authenticationResults where results.count < SenderClaims.resultLimit:
        field.unfold(of: bytes, into: &value)
        let read = AuthenticationResultsField(value.span, ByteRange(0, value.count))
        guard !read.authservID.isNone else { continue }
        func word(_ range: ByteRange) -> String {
          range.isNone ? "" : value.span.string(range).lowercased()
        }
        results.append(
          AuthenticationClaim(
            host: word(read.authservID), spf: word(read.spf), dkim: word(read.dkim), dmarc: word(read.dmarc)))
      default: break
      }
    }
    self.signatures = signatures.map { signature in
      let proof: SignatureClaim.Proof
      if signature.bodyHash == .mismatch || signature.signature == .fail {
        proof = .broken
      } else if signature.signature == .pass, signature.bodyHash == .match {
        proof = .good
      } else {
        proof = .unknown
      }
      return SignatureClaim(domain: signature.domain.lowercased(), proof: proof)
    }
  }

  /// Authentication-Results fields that are read of one message.
  private static let resultLimit = 20

  private static func domain(_ address: Span<UInt8>) -> String {
    guard let at = address.findLast(.ascii("@"), from: 0, to: address.count), at + 1 < address.count,
      address.count - at <= 256
    else { return "" }
    return address.string(ByteRange(at + 1, address.count)).lowercased()
  }

  /// The domain of the first address within a text.
  private static func domainWithin(_ text: Span<UInt8>) -> String {
    var from = 0
    while let at = text.find(.ascii("@"), from: from, to: text.count) {
      from = at + 1
      guard at > 0, text[at - 1] > 32 else { continue }
      var end = at + 1
      while end < text.count,
        text[end].isAlphanumeric || text[end] == .ascii(".") || text[end] == .ascii("-") || text[end] >= 0x80
      {
        end += 1
      }
      while end > at + 1, text[end - 1] == .ascii(".") { end -= 1 }
      let name = ByteRange(at + 1, end)
      if name.count <= 255, text.find(.ascii("."), from: name.lower, to: name.upper) != nil {
        return text.string(name).lowercased()
      }
    }
    return ""
  }
}

public import Bytes

/// Names of header fields that somebody looks at; everything else is `.other` and keeps its name's range.
public enum HeaderName: UInt8, Sendable, CaseIterable {
  case other
  case received
  case from
  case sender
  case to
  case cc
  case bcc
  case replyTo
  case subject
  case date
  case messageID
  case inReplyTo
  case references
  case returnPath
  case deliveredTo
  case originalTo
  case envelopeTo
  case resentFrom
  case resentMessageID
  case authenticationResults
  case receivedSPF
  case dkimSignature
  case arcSeal
  case arcMessageSignature
  case arcAuthenticationResults
  case mimeVersion
  case contentType
  case contentTransferEncoding
  case contentDisposition
  case contentID
  case contentLength
  case status
  case xStatus
  case mozillaStatus
  case listID
  case mailer
  case userAgent
  /// `X-Originating-IP`, `X-Sender-IP`, `X-Yahoo-Post-IP`, `X-AOL-IP`, `X-Originating-Client`: the address that a
  /// web mailer says it served (SpamAssassin's originating_ip_headers).
  case originatingIP
  /// `X-Received`: Google's note of a step that it does not call a hop.
  case xReceived

  /// The field name in lower case; empty for `.other`. Of several spellings the first.
  public var canonicalName: StaticString {
    switch self {
    case .other: ""
    case .received: "received"
    case .from: "from"
    case .sender: "sender"
    case .to: "to"
    case .cc: "cc"
    case .bcc: "bcc"
    case .replyTo: "reply-to"
    case .subject: "subject"
    case .date: "date"
    case .messageID: "message-id"
    case .inReplyTo: "in-reply-to"
    case .references: "references"
    case .returnPath: "return-path"
    case .deliveredTo: "delivered-to"
    case .originalTo: "x-original-to"
    case .envelopeTo: "envelope-to"
    case .resentFrom: "resent-from"
    case .resentMessageID: "resent-message-id"
    case .authenticationResults: "authentication-results"
    case .receivedSPF: "received-spf"
    case .dkimSignature: "dkim-signature"
    case .arcSeal: "arc-seal"
    case .arcMessageSignature: "arc-message-signature"
    case .arcAuthenticationResults: "arc-authentication-results"
    case .mimeVersion: "mime-version"
    case .contentType: "content-type"
    case .contentTransferEncoding: "content-transfer-encoding"
    case .contentDisposition: "content-disposition"
    case .contentID: "content-id"
    case .contentLength: "content-length"
    case .status: "status"
    case .xStatus: "x-status"
    case .mozillaStatus: "x-mozilla-status"
    case .listID: "list-id"
    case .mailer: "x-mailer"
    case .userAgent: "user-agent"
    case .originatingIP: "x-originating-ip"
    case .xReceived: "x-received"
    }
  }

  /// The name that stands in `range` of `bytes`, letters compared without case.
  public init(_ bytes: Span<UInt8>, _ range: ByteRange) {
    func found(_ name: HeaderName) -> HeaderName? {
      bytes.equalsIgnoringCase(name.canonicalName, in: range) ? name : nil
    }
    var name: HeaderName?
    switch range.count {
    case 2: name = found(.to) ?? found(.cc)
    case 3: name = found(.bcc)
    case 4: name = found(.from) ?? found(.date)
    case 6: name = found(.sender) ?? found(.status)
    case 7: name = found(.subject) ?? found(.listID)
    case 8:
      name = found(.received) ?? found(.replyTo) ?? found(.arcSeal) ?? found(.xStatus) ?? found(.mailer)
      if name == nil, bytes.equalsIgnoringCase("x-aol-ip", in: range) { name = .originatingIP }
    case 10:
      name =
        found(.messageID) ?? found(.references) ?? found(.contentID) ?? found(.userAgent)
        ?? found(.xReceived)
    case 11:
      name = found(.returnPath) ?? found(.inReplyTo) ?? found(.envelopeTo) ?? found(.resentFrom)
      if name == nil, bytes.equalsIgnoringCase("x-sender-ip", in: range) { name = .originatingIP }
    case 12:
      name = found(.contentType) ?? found(.mimeVersion) ?? found(.deliveredTo) ?? found(.receivedSPF)
    case 13: name = found(.originalTo)
    case 14: name = found(.dkimSignature) ?? found(.contentLength)
    case 15:
      if bytes.equalsIgnoringCase("x-yahoo-post-ip", in: range) { name = .originatingIP }
    case 16: name = found(.originatingIP) ?? found(.mozillaStatus)
    case 17: name = found(.resentMessageID)
    case 19: name = found(.contentDisposition)
    case 20:
      if bytes.equalsIgnoringCase("x-originating-client", in: range) { name = .originatingIP }
    case 21: name = found(.arcMessageSignature)
    case 22: name = found(.authenticationResults)
    case 25: name = found(.contentTransferEncoding)
    case 26: name = found(.arcAuthenticationResults)
    default: break
    }
    self = name ?? .other
  }
}

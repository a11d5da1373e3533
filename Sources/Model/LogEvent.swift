public import Bytes

/// What one log line says: a map of the line, not a copy.
///
/// Text fields are ranges of the line's bytes (`Field`), numbers are parsed, alternatives are enums. The value is
/// flat, owns nothing and is passed together with the line's `Span<UInt8>`. One event is reused for all lines of a
/// segment: `reset()` clears the mask, not the ranges (zeroing them costs a fifth of the parser's time), so a range is
/// read only through `self[field]`, which looks at the mask.
///
/// Facts only: nothing here is good or bad. Names follow RECORDS; the writer maps fields to record columns.
public struct LogEvent: Sendable {
  /// Text fields: which bytes of the line hold them.
  public enum Field: UInt8, Sendable, CaseIterable {
    /// `process.name`: the syslog tag without pid (`postfix/submission/smtpd`).
    case processName
    /// `host.name` as logged.
    case hostName
    /// `session.id` where the server logs one (Dovecot `session=<>`, OpenSMTPD, Exchange); empty where it does so for other
    /// lines of the same process, and the process tells no connection.
    case sessionID
    /// `event.reason`, in the server's words.
    case reason
    /// `source.ip` as written (brackets stripped, `IPv6:` kept off).
    case sourceIP
    /// `source.domain`: the verified reverse name; not set where the server says `unknown`.
    case sourceDomain
    case destinationIP
    case destinationDomain
    /// `user.name`
    case userName
    /// `email.local_id`: queue id
    case localID
    /// `email.message_id` without angle brackets; empty where the header is (`message-id=<>`).
    case messageID
    case subject
    case helo
    /// `smtp.mail_from` without angle brackets; the null sender is an empty range.
    case mailFrom
    /// `smtp.rcpt_to`: one address, or several as `listStyle` says.
    case rcptTo
    case origRcptTo
    /// `smtp.reply.enhanced`
    case replyEnhanced
    /// `smtp.reply.text`
    case replyText
    /// `smtp.queued_as`
    case queuedAs
    /// `auth.method`
    case authMethod
    /// `tls.version`, the number only (`1.3`)
    case tlsVersion
    case tlsCipher
    /// `limit.name`
    case limitName
    case spf
    case dkim
    case dmarc
    case arc
    /// `mailbox.folder`
    case mailboxFolder
    /// `email.bounce_of`
    case bounceOf
    /// `email.content.action`: the scanner's verdict word, lower case by the writer.
    case contentAction
    /// `email.content.names`, as `listStyle` says.
    case contentNames
    /// The id that this message had before a filter or proxy (`orig_queue_id=`).
    case originalID
    /// The client that a filter or proxy reports (`orig_client=`, XFORWARD).
    case originalClient
    /// The relay of a delivery when it is no host: `local`, `virtual`, `dovecot`, a transport name.
    case transport
    /// Text of the line that no other field holds.
    case detail
    /// The number of an attempt to deliver, where its result names only that (qmail: `delivery 5: success: ...`). Not shown;
    /// `detail` then tells numbers of several queues apart.
    case deliveryID
    /// The process that put the message into the queue (qmail's `qp`), where the SMTP server and the queue both name it and
    /// nothing else joins their lines. Not shown.
    case queueProcess
  }

  /// `event.action`
  public enum Action: UInt8, Sendable, CaseIterable {
    case connect, disconnect, connectionLost, connectionRefused
    case tlsEstablished, tlsFailed
    case login, logout
    case messageReceived, messageQueued, delivery, messageRemoved
    case reject, bounce, redirect
    case rateLimit, serviceLimit
    case contentVerdict, statistics, service, warning
    case otherProgram, unrecognized

    public var name: StaticString {
      switch self {
      case .connect: "connect"
      case .disconnect: "disconnect"
      case .connectionLost: "connection-lost"
      case .connectionRefused: "connection-refused"
      case .tlsEstablished: "tls-established"
      case .tlsFailed: "tls-failed"
      case .login: "login"
      case .logout: "logout"
      case .messageReceived: "message-received"
      case .messageQueued: "message-queued"
      case .delivery: "delivery"
      case .messageRemoved: "message-removed"
      case .reject: "reject"
      case .bounce: "bounce"
      case .redirect: "redirect"
      case .rateLimit: "rate-limit"
      case .serviceLimit: "service-limit"
      case .contentVerdict: "content-verdict"
      case .statistics: "statistics"
      case .service: "service"
      case .warning: "warning"
      case .otherProgram: "other-program"
      case .unrecognized: "unrecognized"
      }
    }
  }

  public enum Outcome: UInt8, Sendable { case none, success, failure, unknown }

  /// `network.protocol`
  public enum NetworkProtocol: UInt8, Sendable, CaseIterable {
    case none, smtp, submission, submissions, lmtp, imap, imaps, pop3, pop3s, managesieve

    public var name: StaticString {
      switch self {
      case .none: ""
      case .smtp: "smtp"
      case .submission: "submission"
      case .submissions: "submissions"
      case .lmtp: "lmtp"
      case .imap: "imap"
      case .imaps: "imaps"
      case .pop3: "pop3"
      case .pop3s: "pop3s"
      case .managesieve: "managesieve"
      }
    }
  }

  /// `smtp.status`
  public enum DeliveryStatus: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case none, sent, deferred, bounced, expired, discarded, rejected

    public var name: StaticString {
      switch self {
      case .none: ""
      case .sent: "sent"
      case .deferred: "deferred"
      case .bounced: "bounced"
      case .expired: "expired"
      case .discarded: "discarded"
      case .rejected: "rejected"
      }
    }
  }

  /// `smtp.stage`
  public enum Stage: UInt8, Sendable, CaseIterable {
    case none, connect, helo, mail, rcpt, data, endOfData

    public var name: StaticString {
      switch self {
      case .none: ""
      case .connect: "connect"
      case .helo: "helo"
      case .mail: "mail"
      case .rcpt: "rcpt"
      case .data: "data"
      case .endOfData: "end-of-data"
      }
    }
  }

  /// `smtp.reject_class`
  public enum RejectClass: UInt8, Sendable, CaseIterable {
    case none, relayDenied, unknownUser, greylist, dnsbl, helo, sender, content, policy, rate,
      protocolError, other

    public var name: StaticString {
      switch self {
      case .none: ""
      case .relayDenied: "relay-denied"
      case .unknownUser: "unknown-user"
      case .greylist: "greylist"
      case .dnsbl: "dnsbl"
      case .helo: "helo"
      case .sender: "sender"
      case .content: "content"
      case .policy: "policy"
      case .rate: "rate"
      case .protocolError: "protocol"
      case .other: "other"
      }
    }
  }

  /// `tls.established`: yes and no only where the evidence says so.
  public enum Certainty: UInt8, Sendable, BitwiseCopyable { case unknown, yes, no }

  /// `tls.verified`
  public enum TLSVerification: UInt8, Sendable {
    case unknown, none, untrusted, trusted, verified

    public var name: StaticString {
      switch self {
      case .unknown: ""
      case .none: "none"
      case .untrusted: "untrusted"
      case .trusted: "trusted"
      case .verified: "verified"
      }
    }
  }

  /// How `.rcptTo` or `.contentNames` hold several values.
  public enum ListStyle: UInt8, Sendable {
    /// One value, as it stands.
    case single
    /// `<a>,<b>` or `a, b`: separated by commas outside quotes; angle brackets are not part of the value.
    case commas
    /// `a;b`
    case semicolons
    /// `a b`
    case blanks
  }

  /// How the fields in `encodedFields` are written in the line.
  public enum Encoding: UInt8, Sendable {
    /// `#012` and `\012`: three octal digits after `#` or `\`.
    case octal
    /// `""` inside a quoted CSV cell.
    case csvQuoted
    case base64
    /// `\n`, `\"`, `\u001b` of JSON.
    case json
  }

  /// What a line does to the message with `localID`, for correlation.
  public enum MessageRole: UInt8, Sendable {
    case none
    /// The message's first line on this host (`client=`, pickup `uid=`, `<=`): an id that repeats starts anew.
    case begins
    /// A later fact of it.
    case continues
    /// The one line of its arrival, under an id that never repeats: other lines may come before it, and its end need not be
    /// logged; the message is over when as many recipients as the line says are done.
    case arrives
    /// It left the queue.
    case ends
  }

  @usableFromInline var mask: UInt64
  @usableFromInline var ranges: InlineArray<37, ByteRange>

  public var action: Action
  public var outcome: Outcome
  public var networkProtocol: NetworkProtocol
  public var status: DeliveryStatus
  public var stage: Stage
  public var rejectClass: RejectClass
  public var tlsEstablished: Certainty
  public var tlsVerification: TLSVerification
  public var listStyle: ListStyle
  public var encoding: Encoding
  public var messageRole: MessageRole
  /// A mail system that the line was written by (index of the registry of formats); 255 for none.
  public var format: UInt8
  /// Whether the line is of the side that connects out (`smtp`, `lmtp` clients): its addresses are destinations.
  public var isClientSide: Bool
  /// Whether the server logs every TLS session: that no line tells of one means that there was none.
  public var alwaysLogsTLS: Bool
  /// Whether the process is one client connection whatever program it runs at the time (tcpserver's child becomes
  /// rblsmtpd, then qmail-smtpd): the program's name is then no part of the connection's identity.
  public var isConnectionProcess: Bool
  /// Whether the line repeats what the next server replied to a delivery whose own line follows (Courier).
  public var isReplyToDelivery: Bool
  /// The line's part in a dialogue that its server logs whole.
  public var turn: DialogueTurn
  /// Bits of `Field`s that are written as `encoding` says.
  public var encodedFields: UInt64

  /// UTC, or `.unknown`.
  public var time: Timestamp
  public var timeSource: TimeSource
  /// Offset used, minutes east of UTC; `Int16.min` where none was.
  public var offsetMinutes: Int16
  /// `process.pid`; -1 for none.
  public var pid: Int32
  /// `event.count`: how many equal lines the syslog daemon folded into this one, at least 1.
  public var count: UInt32

  /// 0 for none.
  public var sourcePort: UInt16
  public var destinationPort: UInt16
  /// `smtp.reply.code`; 0 for none.
  public var replyCode: UInt16
  /// `smtp.size`, bytes; -1 for none.
  public var size: Int64
  /// `smtp.recipients`; -1 for none.
  public var recipients: Int32
  /// `smtp.delay`, microseconds; -1 for none.
  public var delayMicroseconds: Int64
  /// `mailbox.bytes_in`, `mailbox.bytes_out`; -1 for none.
  public var bytesIn: Int64
  public var bytesOut: Int64
  /// `limit.value`; -1 for none.
  public var limitValue: Int64

  public init() {
    mask = 0
    ranges = .init(repeating: .none)
    action = .unrecognized
    outcome = .none
    networkProtocol = .none
    status = .none
    stage = .none
    rejectClass = .none
    tlsEstablished = .unknown
    tlsVerification = .unknown
    listStyle = .single
    encoding = .octal
    messageRole = .none
    format = .max
    isClientSide = false
    alwaysLogsTLS = false
    isConnectionProcess = false
    isReplyToDelivery = false
    turn = .none
    encodedFields = 0
    time = .unknown
    timeSource = .none
    offsetMinutes = .min
    pid = -1
    count = 1
    sourcePort = 0
    destinationPort = 0
    replyCode = 0
    size = -1
    recipients = -1
    delayMicroseconds = -1
    bytesIn = -1
    bytesOut = -1
    limitValue = -1
  }

  /// Makes the event ready for the next line.
  @inlinable @inline(__always)
  public mutating func reset() {
    mask = 0
    action = .unrecognized
    outcome = .none
    networkProtocol = .none
    status = .none
    stage = .none
    rejectClass = .none
    tlsEstablished = .unknown
    tlsVerification = .unknown
    listStyle = .single
    encoding = .octal
    messageRole = .none
    format = .max
    isClientSide = false
    alwaysLogsTLS = false
    isConnectionProcess = false
    isReplyToDelivery = false
    turn = .none
    encodedFields = 0
    time = .unknown
    timeSource = .none
    offsetMinutes = .min
    pid = -1
    count = 1
    sourcePort = 0
    destinationPort = 0
    replyCode = 0
    size = -1
    recipients = -1
    delayMicroseconds = -1
    bytesIn = -1
    bytesOut = -1
    limitValue = -1
  }

  /// The bytes that hold `field`, `ByteRange.none` where the line does not have it.
  @inlinable
  public subscript(_ field: Field) -> ByteRange {
    @inline(__always)
    get {
      mask & (1 << UInt64(field.rawValue)) != 0 ? ranges[Int(field.rawValue)] : .none
    }
    @inline(__always)
    set {
      if newValue.isNone {
        mask &= ~(1 << UInt64(field.rawValue))
      } else {
        mask |= 1 << UInt64(field.rawValue)
        ranges[Int(field.rawValue)] = newValue
      }
    }
  }

  @inlinable @inline(__always)
  public func has(_ field: Field) -> Bool { mask & (1 << UInt64(field.rawValue)) != 0 }

  /// Marks `field` as written the way `encoding` says.
  @inlinable @inline(__always)
  public mutating func markEncoded(_ field: Field) { encodedFields |= 1 << UInt64(field.rawValue) }
  @inlinable @inline(__always)
  public func isEncoded(_ field: Field) -> Bool {
    encodedFields & (1 << UInt64(field.rawValue)) != 0
  }
}

extension LogEvent {
  /// Calls `body` with each value of a list field, in order, brackets and blanks around it taken off.
  @inlinable
  public func forEachValue(
    of field: Field, in text: Span<UInt8>, _ body: (ByteRange) -> Void
  ) {
    var position = self[field].lower
    while let value = nextValue(of: field, in: text, at: &position) { body(value) }
  }

  /// The value of a list field at `position`, which begins at the field's first byte and moves behind the value and its
  /// separator; nil behind the last.
  @inlinable
  public func nextValue(of field: Field, in text: Span<UInt8>, at position: inout Int) -> ByteRange? {
    let whole = self[field]
    guard !whole.isNone else { return nil }
    let separator: UInt8
    switch listStyle {
    case .single:
      guard position <= whole.lower else { return nil }
      position = whole.upper &+ 1
      return whole
    case .commas: separator = UInt8(ascii: ",")
    case .semicolons: separator = UInt8(ascii: ";")
    case .blanks: separator = UInt8(ascii: " ")
    }
    var start = position
    var index = start
    var quoted = false
    while index <= whole.upper {
      if index == whole.upper || (text[index] == separator && !quoted) {
        var first = start
        var last = index
        while first < last, text[first] == 32 { first += 1 }
        while last > first, text[last - 1] == 32 { last -= 1 }
        if last - first >= 2, text[first] == UInt8(ascii: "<"), text[last - 1] == UInt8(ascii: ">") {
          first += 1
          last -= 1
        }
        if last > first || whole.isEmpty {
          position = index + 1
          return ByteRange(first, last)
        }
        start = index + 1
      } else if text[index] == UInt8(ascii: "\"") {
        quoted.toggle()
      }
      index += 1
    }
    return nil
  }
}
